import type { OptionSpec } from './command.ts';

/** What every command understands. */
export const commonOptions = {
  config: { type: 'string', about: 'A configuration file to read instead of watchkeeper.yaml', placeholder: 'FILE' },
  debug: { type: 'boolean', about: 'Show where an error comes from' },
  quiet: { type: 'boolean', short: 'q', about: 'No progress and no warnings' },
  help: { type: 'boolean', short: 'h', about: 'Explain the command' },
} as const satisfies Readonly<Record<string, OptionSpec>>;
