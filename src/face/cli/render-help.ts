import { listSettingSpecs } from '../../base/config/list-setting-specs.ts';
import type { AnyCommand, ArgumentSpec, OptionSpec } from './command.ts';
import { commonOptions } from './common-options.ts';
import type { Paint } from './paint.ts';
import { optionsOf } from './parse-arguments.ts';

export const exitCodeMeanings = [
  ['0', 'done'],
  ['1', 'findings at or above what --fail-on names'],
  ['2', 'wrong usage or configuration'],
  ['3', 'something could not be looked at'],
  ['4', 'failed'],
] as const;

export function renderGeneralHelp(commands: ReadonlyMap<string, AnyCommand>, { paint, version }: { paint: Paint; version: string }): string {
  return sections([
    [`Watchkeeper ${version} keeps watch over AWS accounts.`],
    [paint('bold', 'Usage'), '  watchkeeper <command> [arguments] [options]'],
    [paint('bold', 'Commands'), ...aligned([...commands].map(([verb, { title }]) => [verb, title]), paint)],
    [paint('bold', 'Options of every command'), ...aligned(Object.entries(commonOptions).map(optionLine), paint)],
    [paint('bold', 'Exit codes'), ...aligned(exitCodeMeanings, paint)],
    ['watchkeeper help <command> explains one. Settings come from arguments, the environment, watchkeeper.yaml', 'and defaults, in this order; watchkeeper config shows them.'],
  ]);
}

export function renderCommandHelp(verb: string, command: AnyCommand, paint: Paint): string {
  const own = Object.entries(optionsOf(command)).filter(([name]) => !(name in commonOptions));
  const settings = settingLines(command);
  return sections([
    [`watchkeeper ${verb}: ${command.title}`],
    command.about === undefined ? [] : [command.about],
    [paint('bold', 'Usage'), `  watchkeeper ${[verb, ...(command.arguments ?? []).map(argumentUsage), ...(own.length > 0 ? ['[options]'] : [])].join(' ')}`],
    titled('Arguments', (command.arguments ?? []).map((argument) => [argument.name.toUpperCase(), withChoices(argument.about, argument.choices)]), paint),
    titled('Options', own.map(optionLine), paint),
    titled('Options of every command', Object.entries(commonOptions).map(optionLine), paint),
    titled('Settings', settings, paint),
    titled('Exit codes', exitCodeMeanings, paint),
    command.examples?.length ? [paint('bold', 'Examples'), ...command.examples.flatMap((example) => [`  ${paint('dim', `# ${example.about}`)}`, `  ${example.command}`])] : [],
  ]);
}

function settingLines(command: AnyCommand): [string, string][] {
  const specs = listSettingSpecs();
  return Object.entries(command.options ?? {}).flatMap(([name, option]): [string, string][] => {
    const spec = specs.find(({ key }) => key === option.setting);
    return spec ? [[spec.env ?? spec.key, `The same as --${name}; ${spec.key} in watchkeeper.yaml`]] : [];
  });
}

function optionLine([name, option]: readonly [string, OptionSpec]): [string, string] {
  const value = option.type === 'boolean' ? '' : ` ${placeholderOf(option)}`;
  const short = option.short === undefined ? '' : `-${option.short}, `;
  return [`${short}--${name}${value}`, `${withChoices(option.about, option.type === 'string' ? option.choices : undefined)}${defaultOf(option)}`];
}

function placeholderOf(option: OptionSpec): string {
  if (option.type === 'number') return 'NUMBER';
  return option.type === 'string' ? (option.placeholder ?? 'TEXT') : '';
}

function defaultOf(option: OptionSpec): string {
  const fallback = option.type === 'boolean' ? undefined : option.default;
  const variable = option.env === undefined ? '' : ` [${option.env}]`;
  return `${fallback === undefined ? '' : ` (default ${fallback})`}${variable}`;
}

function withChoices(about: string, choices: readonly string[] | undefined): string {
  return choices && choices.length > 0 ? `${about}: ${choices.join(', ')}` : about;
}

function argumentUsage({ name, isRequired, isMany }: ArgumentSpec): string {
  const word = `${name.toUpperCase()}${isMany ? '...' : ''}`;
  return isRequired ? word : `[${word}]`;
}

function titled(title: string, lines: readonly (readonly [string, string])[], paint: Paint): string[] {
  return lines.length === 0 ? [] : [paint('bold', title), ...aligned(lines, paint)];
}

function aligned(lines: readonly (readonly [string, string])[], paint: Paint): string[] {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, about]) => `  ${paint('cyan', name.padEnd(width))}  ${about}`.trimEnd());
}

function sections(parts: readonly (readonly string[])[]): string {
  return `${parts.filter((part) => part.length > 0).map((part) => part.join('\n')).join('\n\n')}\n`;
}
