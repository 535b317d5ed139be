import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { AppError } from '../../core/app-error.ts';
import { createLog, type LogOptions } from './create-log.ts';

function logInto(options: Partial<LogOptions>) {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: createLog({ level: 'info', format: 'json', destination, ...options }), lines };
}

it('writes short lines for people', () => {
  const { log, lines } = logInto({ format: 'text' });
  log.warn({ agentId: 'a1', tries: 3 }, 'The queue has trouble');
  expect(lines.join('')).toMatch(/^\d\d:\d\d:\d\dZ warn {2}The queue has trouble {2}agentId=a1 {2}tries=3\n$/);
});

it('writes one JSON object per line for programs', () => {
  const { log, lines } = logInto({});
  log.info({ port: 8000 }, 'Listening');
  expect(JSON.parse(lines.join(''))).toEqual({ level: 'info', time: expect.any(String), port: 8000, msg: 'Listening' });
});

it('says nothing below its level', () => {
  const { log, lines } = logInto({ level: 'warn' });
  log.info('unimportant');
  expect(lines).toEqual([]);
});

it.each(['text', 'json'] as const)('hides secrets by the name of their field, as %s', (format) => {
  const { log, lines } = logInto({ format });
  log.info({ password: 'hunter22hunter', headers: { authorization: 'Bearer abcdefgh', cookie: 'session=xyz123' } }, 'A request');
  expect(lines.join('')).not.toMatch(/hunter22|abcdefgh|xyz123/);
  expect(lines.join('')).toContain('[redacted]');
});

it.each(['text', 'json'] as const)('hides known secrets wherever they stand, as %s', (format) => {
  const { log, lines } = logInto({ format, secrets: ['correct-horse', 'with"quote'] });
  log.error({ err: new Error('could not connect to postgres://me:correct-horse@db') }, 'Wrong: with"quote');
  expect(lines.join('')).not.toMatch(/correct-horse|quote/);
});

it('shows the cause of an error with it', () => {
  const { log, lines } = logInto({ format: 'text' });
  log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'A bug');
  expect(lines.join('')).toContain('inner');
});

it.each([
  ['an error that nobody expected', 'error', new TypeError('undefined is not a function'), true],
  ['a warning', 'warn', new Error('connect ECONNREFUSED'), false],
  ['an error that explains itself', 'error', new AppError('store-unreachable', 'The database does not answer', { cause: new Error('connect ECONNREFUSED') }), false],
] as const)('shows where in the code for %s or not', (_what, level, err, showsStack) => {
  const { log, lines } = logInto({ format: 'text' });
  log[level]({ err }, 'It failed');
  expect(lines.join('')).toContain(err.message);
  expect(/^ {4}at /m.test(lines.join(''))).toBe(showsStack);
});
