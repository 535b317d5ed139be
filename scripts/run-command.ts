import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { repoRoot } from './repo-root.ts';

export interface CommandEnd {
  readonly exitCode: number;
  /** Empty when the command wrote straight to the terminal. */
  readonly output: string;
}

interface CommandOptions {
  /** `show` lets the command write to this process's terminal, `keep` gives its output back. */
  readonly output: 'show' | 'keep';
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a program of node_modules, or `node`, with this process's Node first in the path. */
export async function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<CommandEnd> {
  const path = [dirname(process.execPath), join(repoRoot, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const child = spawn(program, args, {
    cwd: options.cwd ?? repoRoot,
    env: { ...process.env, ...options.env, PATH: path },
    stdio: options.output === 'show' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const { promise, resolve, reject } = Promise.withResolvers<CommandEnd>();
  child.once('error', reject);
  child.once('close', (code, signal) => resolve({ exitCode: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output }));
  return promise;
}
