import { readEnvironment } from './base/config/read-environment.ts';
import { runCli } from './face/cli/run-cli.ts';

// npm and the bootstrap hand Ctrl-C on, so one press may arrive two or three times.
const oneKeyPressMs = 1_000;
const stopping = new AbortController();
let stoppedAt = 0;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!stopping.signal.aborted) {
      stoppedAt = performance.now();
      stopping.abort(signal);
    } else if (performance.now() - stoppedAt > oneKeyPressMs) {
      process.exit(signal === 'SIGINT' ? 130 : 143);
    }
  });
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read the output has enough, as in `| head`.
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

process.exitCode = await runCli({
  words: process.argv.slice(2),
  io: {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    isTerminal: process.stdout.isTTY,
    isErrorTerminal: process.stderr.isTTY,
    columns: process.stdout.isTTY ? process.stdout.columns : 10_000,
  },
  environment: readEnvironment(),
  cwd: process.cwd(),
  signal: stopping.signal,
});

// A pipe may still hold part of the output, and something may still be open: leave when the first is written, whatever the second.
process.stdout.write('', () => process.exit());
