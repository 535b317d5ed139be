import { parseArgs } from 'node:util';
import { AppError } from '../../core/app-error.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { AnyCommand, ArgumentSpec, OptionSpec, ParsedValues } from './command.ts';
import { commonOptions } from './common-options.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The words after a verb, checked against what the command states; the first thing wrong is a 'bad-usage' that names it. */
export function parseArguments(verb: string, command: AnyCommand, { words, environment }: { words: readonly string[]; environment: Environment }): ParsedValues {
  const specs = optionsOf(command);
  const usage = new Usage(verb);
  const given = new Map<string, string[]>();
  const positionals: string[] = [];
  const { tokens } = parseArgs({ args: [...words], options: parserOptions(specs), allowPositionals: true, strict: false, tokens: true, allowNegative: true });
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind === 'option') given.set(...readOption(token, { specs, usage, given }));
  }
  const options = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, valueOf(name, spec, { given, environment, usage })]));
  return { options, arguments: nameArguments(command.arguments ?? [], positionals, usage) };
}

/** The command's own options with those that every command has. */
export function optionsOf(command: AnyCommand): Readonly<Record<string, OptionSpec>> {
  const [first] = command.formats ?? [];
  const format = first === undefined ? {} : { format: { type: 'string', about: 'How the result is written', choices: command.formats ?? [], default: first, placeholder: 'FORMAT' } as const };
  return { ...command.options, ...format, ...commonOptions };
}

class Usage {
  readonly verb: string;

  constructor(verb: string) {
    this.verb = verb;
  }

  refuse(message: string): AppError {
    return new AppError('bad-usage', message, { hint: `watchkeeper help ${this.verb} explains the command` });
  }
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
}

interface Reading {
  readonly specs: Readonly<Record<string, OptionSpec>>;
  readonly usage: Usage;
  readonly given: ReadonlyMap<string, string[]>;
}

function readOption({ name: parsed, rawName, value }: OptionToken, { specs, usage, given }: Reading): [string, string[]] {
  // `--no-builtin` is read as `builtin` negated, and may be an option of its own.
  const name = Object.hasOwn(specs, rawName.slice(2)) ? rawName.slice(2) : parsed;
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (!spec) {
    const near = nearestName(name, Object.keys(specs));
    throw usage.refuse(`${rawName} is not an option of watchkeeper ${usage.verb}${near === undefined ? '' : `; did you mean --${near}?`}`);
  }
  if (spec.type === 'boolean') {
    if (value !== undefined) throw usage.refuse(`${rawName} takes no value`);
    return [name, [rawName.startsWith('--no-') && name !== rawName.slice(2) ? 'false' : 'true']];
  }
  if (value === undefined) throw usage.refuse(`${rawName} needs a value: ${spec.about}`);
  const before = given.get(name) ?? [];
  const isMany = spec.type === 'string' && spec.isMany;
  if (before.length > 0 && !isMany) throw usage.refuse(`${rawName} is given twice`);
  return [name, [...before, value]];
}

function valueOf(name: string, spec: OptionSpec, { given, environment, usage }: { given: ReadonlyMap<string, string[]>; environment: Environment; usage: Usage }): unknown {
  const fromEnvironment = spec.env === undefined ? undefined : environment[spec.env] || undefined;
  const texts = given.get(name) ?? (fromEnvironment === undefined ? [] : [fromEnvironment]);
  const place = given.has(name) ? `--${name}` : (spec.env ?? `--${name}`);
  if (spec.type === 'boolean') return texts.length > 0 && texts[0] !== 'false' && texts[0] !== '0';
  const values = texts.map((text) => (spec.type === 'number' ? numberOf(text, spec, { place, usage }) : choiceOf(text, spec.choices, { place, usage })));
  if (spec.type === 'string' && spec.isMany) return values;
  return values[0] ?? spec.default;
}

function numberOf(text: string, { min, max }: { min?: number; max?: number }, { place, usage }: { place: string; usage: Usage }): number {
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || value < (min ?? value) || value > (max ?? value)) {
    const range = `${min === undefined ? '' : ` from ${min}`}${max === undefined ? '' : ` to ${max}`}`;
    throw usage.refuse(`${place} is "${text}"; it must be a number${range}`);
  }
  return value;
}

function choiceOf(text: string, choices: readonly string[] | undefined, { place, usage }: { place: string; usage: Usage }): string {
  if (choices && !choices.includes(text)) {
    const near = nearestName(text, choices);
    throw usage.refuse(`${place} is "${text}"; it must be one of ${choices.join(', ')}${near === undefined ? '' : ` (did you mean ${near}?)`}`);
  }
  return text;
}

function nameArguments(specs: readonly ArgumentSpec[], words: readonly string[], usage: Usage): Record<string, unknown> {
  const rest = [...words];
  const named = specs.map((spec): [string, unknown] => {
    const taken = spec.isMany ? rest.splice(0) : rest.splice(0, 1);
    if (spec.isRequired && taken.length === 0) throw usage.refuse(`watchkeeper ${usage.verb} needs ${spec.name.toUpperCase()}: ${spec.about}`);
    for (const word of taken) choiceOf(word, spec.choices, { place: spec.name.toUpperCase(), usage });
    return [spec.name, spec.isMany ? taken : taken[0]];
  });
  if (rest.length > 0) throw usage.refuse(`watchkeeper ${usage.verb} does not know what to do with "${rest.join(' ')}"`);
  return Object.fromEntries(named);
}

function parserOptions(specs: Readonly<Record<string, OptionSpec>>) {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { type, short }]) => [
      name,
      { type: type === 'boolean' ? ('boolean' as const) : ('string' as const), multiple: true, ...(short === undefined ? {} : { short }) },
    ]),
  );
}
