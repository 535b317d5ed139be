import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openAsker } from './ask.ts';
import type { Io } from './io.ts';

/** A terminal at which `typed` is typed, line by line, as soon as something is asked. */
function terminal() {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const stderr = new PassThrough();
  const stdout = new PassThrough();
  let shown = '';
  stderr.on('data', (part: Buffer) => {
    shown += part.toString();
  });
  const io: Io = { stdin, stdout, stderr, isTerminal: true, isErrorTerminal: true, columns: 80 };
  return { io, shown: () => shown, output: () => String(stdout.read() ?? ''), type: async (text: string) => wait(50).then(() => void stdin.write(text)) };
}

const never = new AbortController().signal;

describe('questions on a terminal', () => {
  it('take what is typed, and the default for nothing', async () => {
    const { io, type, output } = terminal();
    const asker = openAsker(io, never);
    const first = asker?.line({ message: 'Region', default: 'us-east-2' });
    await type('\r');
    expect(await first).toBe('us-east-2');
    const second = asker?.line({ message: 'Region', default: 'us-east-2' });
    await type(' eu-west-1 \r');
    expect(await second).toBe('eu-west-1');
    expect(output()).toBe('');
  });

  it('show nothing of a secret', async () => {
    const { io, type, shown } = terminal();
    const answer = openAsker(io, never)?.secret({ message: 'Secret access key' });
    await type('not-to-be-seen\r');
    expect(await answer).toBe('not-to-be-seen');
    expect(shown()).toContain('Secret access key');
    expect(shown()).not.toContain('not-to-be');
  });

  it('say what is wrong and ask again', async () => {
    const { io, type, shown } = terminal();
    const answer = openAsker(io, never)?.line({ message: 'Account', check: (text) => /^\d{12}$/.test(text) || 'An account has 12 digits' });
    await type('12\r');
    await type('\u007f\u007f111122223333\r');
    expect(await answer).toBe('111122223333');
    expect(shown()).toContain('An account has 12 digits');
  });

  it('offer choices and yes or no', async () => {
    const { io, type } = terminal();
    const asker = openAsker(io, never);
    const choice = asker?.choose('How?', [{ value: 'role', name: 'A role' }, { value: 'keys', name: 'Access keys' }]);
    await type('\u001b[B\r');
    expect(await choice).toBe('keys');
    const yes = asker?.confirm('Keep them?', false);
    await type('y\r');
    expect(await yes).toBe(true);
  });

  it('end in one sentence when they are left', async () => {
    const { io } = terminal();
    const leaving = new AbortController();
    const answer = openAsker(io, leaving.signal)?.line({ message: 'Region' });
    setTimeout(() => leaving.abort(), 30);
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('are not asked where nobody can answer', () => {
    const { io } = terminal();
    expect(openAsker({ ...io, stdin: new PassThrough() }, never)).toBeUndefined();
    expect(openAsker({ ...io, isErrorTerminal: false }, never)).toBeUndefined();
  });
});
