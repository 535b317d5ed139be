import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const lookEveryMs = 250;

export interface IngestRun {
  readonly ms: number;
  /** What was resident, looked at four times a second. */
  readonly peakMb: number;
  readonly medianMb: number;
  /** Killed before its end. */
  readonly wasKilled: boolean;
}

/** `watchkeeper ingest` in a process of its own, ended without warning after some time where that is asked for. */
export async function runIngest(words: readonly string[], { killAfterMs }: { killAfterMs?: number } = {}): Promise<IngestRun> {
  const startedAt = performance.now();
  // As bin/with-node.mjs starts it.
  const child = spawn(process.execPath, ['--max-semi-space-size=16', main, 'ingest', ...words], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, MALLOC_ARENA_MAX: '2' } });
  let errors = '';
  child.stderr.on('data', (text) => (errors = `${errors}${String(text)}`.slice(-2_000)));
  const resident: number[] = [];
  const looking = setInterval(() => {
    void residentMb(child.pid).then((mb) => mb > 0 && resident.push(mb));
  }, lookEveryMs);
  const killing = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await once(child, 'close');
  clearInterval(looking);
  clearTimeout(killing);
  const wasKilled = child.signalCode === 'SIGKILL';
  if (!wasKilled && child.exitCode !== 0) throw new Error(`The ingest ended with ${child.exitCode}: ${errors}`);
  const sorted = resident.toSorted((a, b) => a - b);
  return { ms: performance.now() - startedAt, peakMb: Math.round(sorted.at(-1) ?? 0), medianMb: Math.round(sorted[sorted.length >> 1] ?? 0), wasKilled };
}

/** 0 where the process is gone. */
async function residentMb(pid: number | undefined): Promise<number> {
  try {
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
    return (Number(stdout.trim()) * 1_024) / 1_000_000;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 1) return 0;
    throw error;
  }
}
