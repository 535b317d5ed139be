import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { waitUntilAnswers } from './wait-until-answers.ts';
import { findProgram } from './find-program.ts';
import { freePort } from './free-port.ts';
import type { TestService } from './test-service.ts';

/** A Redis of its own that keeps nothing, when it is installed. */
export async function startRedis(): Promise<TestService | undefined> {
  const program = findProgram('redis-server') ?? findProgram('valkey-server');
  if (program === undefined) return undefined;
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { cwd: tmpdir(), stdio: 'ignore' });
  await waitUntilAnswers(url, 10_000);
  return {
    url,
    async stop() {
      const ended = once(child, 'close');
      child.kill();
      await ended;
    },
  };
}
