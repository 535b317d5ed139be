import { Readable, Writable } from 'node:stream';
import { openCommandFolder } from '../face/cli/command-folder.ts';
import type { Io } from '../face/cli/io.ts';
import { runCli } from '../face/cli/run-cli.ts';

export interface CommandLineFacts {
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Other commands than the product's. */
  readonly commands?: URL;
  readonly signal?: AbortSignal;
  /** What comes on standard input. */
  readonly stdin?: Buffer | string;
}

export interface CommandLineResult {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, and keeps what it wrote. */
export async function runCommandLine(words: readonly string[], facts: CommandLineFacts = {}): Promise<CommandLineResult> {
  const out: string[] = [];
  const err: string[] = [];
  const isTerminal = facts.isTerminal ?? false;
  const io: Io = { stdin: Readable.from(facts.stdin === undefined ? [] : [facts.stdin]), stdout: keeping(out), stderr: keeping(err), isTerminal, isErrorTerminal: isTerminal, columns: facts.columns ?? 120 };
  const exit = await runCli({
    words,
    io,
    environment: facts.environment ?? {},
    cwd: facts.cwd ?? '/',
    signal: facts.signal ?? new AbortController().signal,
    ...(facts.commands ? { commands: openCommandFolder(facts.commands) } : {}),
  });
  return { exit, out: out.join(''), err: err.join('') };
}

function keeping(texts: string[]): Writable {
  return new Writable({
    write(text, _encoding, done) {
      texts.push(String(text));
      done();
    },
  });
}
