import type { AnyCommand, ArgumentSpec, ArgumentValues, Command, OptionSpec, OptionValues, ParsedValues } from './command.ts';

/** States one verb. Options and arguments reach `run` with the types that the statement gives them. */
export function defineCommand<
  const Options extends Readonly<Record<string, OptionSpec>> = {},
  const Arguments extends readonly ArgumentSpec[] = [],
>(command: Command<Options, Arguments>): AnyCommand {
  return { ...command, run: (context, values) => command.run({ ...context, ...trustParsed<Options, Arguments>(values) }) };
}

/** Guarantee: `parseArguments` has checked every value against this command's statement and filled in the defaults. */
function trustParsed<Options extends Readonly<Record<string, OptionSpec>>, Arguments extends readonly ArgumentSpec[]>(values: ParsedValues) {
  return values as { options: OptionValues<Options>; arguments: ArgumentValues<Arguments> };
}
