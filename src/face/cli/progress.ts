import type { Io } from './io.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** Something that takes a while, told on standard error. */
export interface Progress {
  /** How far it is: `12 of 40 regions`. */
  update(detail: string): void;
  /** Ends it, and leaves the sentence standing. */
  done(sentence?: string): void;
}

/** One line that is drawn over on a terminal; elsewhere a line when it begins and one when it ends. */
export function startProgress(title: string, { io, paint, isQuiet }: { io: Io; paint: Paint; isQuiet: boolean }): Progress {
  if (isQuiet) return { update: () => undefined, done: () => undefined };
  const write = (text: string) => void io.stderr.write(text);
  if (!io.isErrorTerminal) {
    write(`${printable(title)}\n`);
    return {
      update: () => undefined,
      done: (sentence) => sentence !== undefined && write(`${printable(sentence)}\n`),
    };
  }
  const draw = (text: string) => write(`\r\u001b[K${printable(text).slice(0, io.columns - 1)}`);
  draw(`${title} …`);
  return {
    update: (detail) => draw(`${title} … ${detail}`),
    done: (sentence) => write(`\r\u001b[K${paint('green', '✓')} ${printable(sentence ?? title)}\n`),
  };
}
