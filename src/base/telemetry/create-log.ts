import { Writable } from 'node:stream';
import { pino, type Logger } from 'pino';
import { z } from 'zod';
import { withoutHidden } from './hidden-values.ts';
import { errorForLog } from './error-for-log.ts';

export type Log = Logger;

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly format: 'text' | 'json';
  /** Values that must not be written, whatever field or message they stand in. */
  readonly secrets?: readonly string[];
  readonly destination?: NodeJS.WritableStream;
}

const secretPaths = ['password', 'token', 'secret', 'authorization', 'cookie', 'secretAccessKey', 'sessionToken'];

/** One line per event on standard error: for people as text, for programs as JSON. */
export function createLog({ level, format, secrets = [], destination = process.stderr }: LogOptions): Log {
  // Within JSON a secret with a quote or a backslash in it is written with escapes.
  const hidden = [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))].filter((secret) => secret.length >= 4);
  const out = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      const clean = withoutHidden(hidden.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), line));
      destination.write(format === 'json' ? clean : textLine(clean), () => done());
    },
  });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorForLog },
      redact: { paths: secretPaths.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    },
    out,
  );
}

const lineSchema = z.looseObject({ time: z.string(), level: z.string(), msg: z.string().default(''), err: z.unknown().optional() });
const errorSchema = z.looseObject({ type: z.string().optional(), message: z.string(), stack: z.string().optional(), cause: z.unknown().optional() });

/** `12:03:04Z warn  The queue has trouble  agentId=…`, then the error's message and stack where there is one. */
function textLine(json: string): string {
  const { time, level, msg, err, ...fields } = lineSchema.parse(JSON.parse(json));
  const facts = Object.entries(fields).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${time.slice(11, 19)}Z ${level.padEnd(5)} ${[msg, ...facts].join('  ')}${errorLines(err, level === 'error')}\n`;
}

/** Where in the code is worth its lines only for what nobody expected: neither a warning nor an AppError, or what caused it. */
function errorLines(error: unknown, isUnexpected: boolean): string {
  const { success, data } = errorSchema.safeParse(error);
  if (!success) return '';
  const { type, stack, message, cause } = data;
  const showsStack = isUnexpected && type !== 'AppError';
  const own = showsStack ? `\n${stack ?? message}` : `\n  ${message}`;
  return cause === undefined ? own : `${own}\n${showsStack ? '' : '  '}caused by:${errorLines(cause, showsStack)}`;
}
