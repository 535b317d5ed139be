import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface TestProcess {
  readonly pid: number;
  /** What it has printed until now. */
  readonly lines: readonly string[];
  readonly errors: () => string;
  /** Waits until it has printed a line that starts so. */
  printed(start: string): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Waits for its end and gives its exit code. */
  ended(): Promise<number | null>;
}

/** Runs one of `processes/` in a process of its own, to be killed as the real one may be. */
export function startProcess(name: string, args: readonly string[]): TestProcess {
  const file = fileURLToPath(new URL(`./processes/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} could not be started`);
  const lines: string[] = [];
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
  const exited = exitOf(child);

  return {
    pid,
    lines,
    errors: () => errors,
    async printed(start) {
      while (!lines.some((line) => line.startsWith(start))) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} ended before it printed "${start}": ${errors}`);
        await Promise.race([once(reader, 'line'), exited]);
      }
    },
    async kill(signal) {
      child.kill(signal);
      await exited;
    },
    ended: () => exited,
  };
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  await once(child, 'close');
  return child.exitCode;
}
