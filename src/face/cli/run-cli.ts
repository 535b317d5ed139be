import { loadConfig, type ArgumentValue, type LoadedConfig } from '../../base/config/load-config.ts';
import type { Environment } from '../../base/config/read-environment.ts';
import { exitCodes, type ExitCode } from '../../core/app-error.ts';
import type { AnyCommand, CommandFolder, ParsedValues } from './command.ts';
import { openCommandFolder } from './command-folder.ts';
import { formatOutput, formats, type Format } from './format-output.ts';
import type { Io } from './io.ts';
import { choosePaint, type Paint } from './paint.ts';
import { optionsOf, parseArguments } from './parse-arguments.ts';
import { startProgress } from './progress.ts';
import { renderCommandHelp } from './render-help.ts';
import { reportError } from './report-error.ts';

export interface CliOptions {
  /** The words after the program's name. */
  readonly words: readonly string[];
  readonly io: Io;
  readonly environment: Environment;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly commands?: CommandFolder;
}

/** Runs one verb and says how it ended. Whatever goes wrong is told here and nowhere else. */
export async function runCli({ commands = openCommandFolder(), ...options }: CliOptions): Promise<ExitCode> {
  const { io, environment, words } = options;
  const isDebug = words.includes('--debug') || environment['WATCHKEEPER_LOG_LEVEL'] === 'debug';
  const paint = choosePaint(io.isTerminal, environment);
  try {
    return await runVerb({ ...options, commands, paint });
  } catch (error) {
    return reportError(error, { io, paint: choosePaint(io.isErrorTerminal, environment), isDebug });
  }
}

type Running = Required<CliOptions> & { readonly paint: Paint };

async function runVerb(running: Running): Promise<ExitCode> {
  const { io, environment, commands, paint } = running;
  const [verb, ...words] = verbFirst(running.words);
  const command = await commands.load(verb);
  if (asksForHelp(words)) {
    io.stdout.write(renderCommandHelp(verb, command, paint));
    return exitCodes.done;
  }
  const values = parseArguments(verb, command, { words, environment });
  const format = formatOf(values);
  const isQuiet = values.options['quiet'] === true;
  const ended = await command.run(
    {
      options: {},
      arguments: {},
      config: once(() => configFor(command, values, { ...running, isQuiet })),
      io,
      paint: format === 'text' ? paint : (_style, text) => text,
      format,
      print: (value, view = {}) => void io.stdout.write(formatOutput(value, view, { format, paint, columns: io.columns })),
      progress: (title) => startProgress(title, { io, paint: choosePaint(io.isErrorTerminal, environment), isQuiet }),
      signal: running.signal,
      environment,
      commands,
    },
    values,
  );
  return ended ?? exitCodes.done;
}

/** `watchkeeper --help up`, `watchkeeper --version` and a bare `watchkeeper` are other ways to name a verb. */
function verbFirst(words: readonly string[]): [string, ...string[]] {
  const [first, ...rest] = words;
  if (first === undefined || first === '--help' || first === '-h') return ['help', ...rest];
  if (first === '--version' || first === '-v' || first === '-V') return ['version', ...rest];
  const at = words.findIndex((word) => !word.startsWith('-'));
  return at <= 0 ? [first, ...rest] : [words[at] ?? first, ...words.slice(0, at), ...words.slice(at + 1)];
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end === -1 ? words : words.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

function formatOf({ options }: ParsedValues): Format {
  return formats.find((format) => format === options['format']) ?? 'text';
}

async function configFor(command: AnyCommand, { options }: ParsedValues, running: Running & { isQuiet: boolean }): Promise<LoadedConfig> {
  const args: Record<string, ArgumentValue> = {};
  for (const [name, { setting }] of Object.entries(command.options ?? {})) {
    if (setting !== undefined && options[name] !== undefined) args[setting] = { value: options[name], name: `--${name}` };
  }
  const file = options['config'];
  const loaded = await loadConfig({
    file: typeof file === 'string' ? file : undefined,
    args,
    environment: running.environment,
    cwd: running.cwd,
    otherVariables: Object.values(optionsOf(command)).flatMap(({ env }) => env ?? []),
  });
  if (!running.isQuiet) for (const warning of loaded.warnings) running.io.stderr.write(`warning: ${warning}\n`);
  return loaded;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
