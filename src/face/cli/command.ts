import type { LoadedConfig } from '../../base/config/load-config.ts';
import type { ExitCode } from '../../core/app-error.ts';
import type { Io } from './io.ts';
import type { Format, View } from './format-output.ts';
import type { Paint } from './paint.ts';
import type { Progress } from './progress.ts';

/** One `--option` of a command. */
export type OptionSpec = StringOption | NumberOption | BooleanOption;

interface AnyOption {
  readonly about: string;
  /** One letter: `-p`. */
  readonly short?: string;
  /** The environment variable that stands in when the option is not given. */
  readonly env?: string;
  /** The setting that the option overrides, such as `server.port`: `context.config()` then holds its value. */
  readonly setting?: string;
}

interface StringOption extends AnyOption {
  readonly type: 'string';
  readonly default?: string;
  readonly choices?: readonly string[];
  /** What the help calls the value: `FILE`. */
  readonly placeholder?: string;
  /** May be given more than once; the value is then a list. */
  readonly isMany?: true;
}

interface NumberOption extends AnyOption {
  readonly type: 'number';
  readonly default?: number;
  readonly min?: number;
  readonly max?: number;
}

interface BooleanOption extends AnyOption {
  readonly type: 'boolean';
}

/** One positional argument. Only the last may be `isMany`. */
export interface ArgumentSpec {
  readonly name: string;
  readonly about: string;
  readonly isRequired?: true;
  readonly isMany?: true;
  readonly choices?: readonly string[];
}

export interface Example {
  readonly command: string;
  readonly about: string;
}

/** One verb: what it is called in help, what it takes, what it does. The file's name is the verb. */
export interface Command<
  Options extends Readonly<Record<string, OptionSpec>> = Readonly<Record<string, OptionSpec>>,
  Arguments extends readonly ArgumentSpec[] = readonly ArgumentSpec[],
> {
  /** One line, beginning with a verb: `Starts the watch`. */
  readonly title: string;
  readonly about?: string;
  readonly arguments?: Arguments;
  readonly options?: Options;
  /** What `--format` may be, the first being the default; without it the command has no `--format`. */
  readonly formats?: readonly Format[];
  readonly examples?: readonly Example[];
  /** Returns the exit code when it is not 0. */
  readonly run: (context: CommandContext<Options, Arguments>) => Promise<ExitCode | void>;
}

/** Everything that a command may use. */
export interface CommandContext<
  Options extends Readonly<Record<string, OptionSpec>> = Readonly<Record<string, OptionSpec>>,
  Arguments extends readonly ArgumentSpec[] = readonly ArgumentSpec[],
> {
  readonly options: OptionValues<Options>;
  readonly arguments: ArgumentValues<Arguments>;
  /** The settings in effect, the command's own options included; read when first asked for. */
  readonly config: () => Promise<LoadedConfig>;
  readonly io: Io;
  readonly paint: Paint;
  readonly format: Format;
  /** Writes a result to standard output in the format that was asked for. */
  readonly print: (value: unknown, view?: View) => void;
  /** Says on standard error what is being waited for. */
  readonly progress: (title: string) => Progress;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly commands: CommandFolder;
}

export type OptionValues<Options extends Readonly<Record<string, OptionSpec>>> = {
  readonly [Name in keyof Options]: OptionValue<Options[Name]>;
};

type OptionValue<Option> = Option extends { type: 'boolean' }
  ? boolean
  : Option extends { isMany: true }
    ? readonly Given<Option>[]
    : Option extends { default: string | number }
      ? Given<Option>
      : Given<Option> | undefined;

type Given<Option> = Option extends { type: 'number' } ? number : Option extends { choices: readonly (infer Choice)[] } ? Choice : string;

export type ArgumentValues<Arguments extends readonly ArgumentSpec[]> = {
  readonly [Argument in Arguments[number] as Argument['name']]: ArgumentValue<Argument>;
};

type ArgumentValue<Argument> = Argument extends { isMany: true }
  ? readonly Word<Argument>[]
  : Argument extends { isRequired: true }
    ? Word<Argument>
    : Word<Argument> | undefined;

type Word<Argument> = Argument extends { choices: readonly (infer Choice)[] } ? Choice : string;

/** A command whose own types are forgotten, as the kit runs it. */
export interface AnyCommand extends Omit<Command, 'run'> {
  readonly run: (context: CommandContext<{}, []>, values: ParsedValues) => Promise<ExitCode | void>;
}

/** What `parseArguments` makes of the words after the verb, checked against the command's own statement. */
export interface ParsedValues {
  readonly options: Readonly<Record<string, unknown>>;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** The verbs of a folder: a file is a verb, and is imported when it is needed. */
export interface CommandFolder {
  verbs(): Promise<string[]>;
  load(verb: string): Promise<AnyCommand>;
  all(): Promise<Map<string, AnyCommand>>;
}
