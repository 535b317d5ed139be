import { Writable } from 'node:stream';
import { createLog, type Log, type LogOptions } from '../base/telemetry/create-log.ts';

/** A log whose messages, and whole lines, a test reads in the order they were written. */
export function collectLog(level: LogOptions['level'] = 'info'): { log: Log; messages: string[]; lines: string[] } {
  const lines: string[] = [];
  const messages: string[] = [];
  const destination = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line));
      messages.push(String(Reflect.get(Object(JSON.parse(String(line))), 'msg')));
      done();
    },
  });
  return { log: createLog({ level, format: 'json', destination }), messages, lines };
}
