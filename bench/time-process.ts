import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How long a program runs, from its start to its end, in milliseconds. */
export async function timeProcess(words: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'ignore'] });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`node ${words.slice(0, 3).join(' ')} ended with ${child.exitCode}`);
  return performance.now() - startedAt;
}
