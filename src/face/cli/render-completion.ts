import type { AnyCommand, OptionSpec } from './command.ts';
import { optionsOf } from './parse-arguments.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

type Commands = ReadonlyMap<string, AnyCommand>;

/** A script that completes verbs, their options and what these may be, made from the commands' own statements. */
export function renderCompletion(shell: Shell, commands: Commands): string {
  switch (shell) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return zsh(commands);
    case 'fish':
      return fish(commands);
  }
}

function bash(commands: Commands): string {
  return `${[
    '# bash completion for watchkeeper',
    '_watchkeeper() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${[...commands.keys()].join(' ')}"`,
    '  else',
    '    case "${COMP_WORDS[1]} $before" in',
    ...valueCases(commands).map(({ verb, option, choices }) => `      "${verb} ${option}") words="${choices.join(' ')}" ;;`),
    '      *) case "${COMP_WORDS[1]}" in',
    ...[...commands].map(([verb, command]) => `        ${verb}) words="${[...argumentChoices(command, commands), ...optionNames(command)].join(' ')}" ;;`),
    '      esac ;;',
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    'complete -o default -F _watchkeeper watchkeeper',
  ].join('\n')}\n`;
}

function zsh(commands: Commands): string {
  return `${[
    '#compdef watchkeeper',
    '_watchkeeper() {',
    '  local -a verbs',
    `  verbs=(${[...commands].map(([verb, { title }]) => quoted(`${verb}:${title}`)).join(' ')})`,
    "  if (( CURRENT == 2 )); then _describe 'command' verbs; return; fi",
    '  case "${words[2]}" in',
    ...[...commands].flatMap(([verb, command]) => [`    ${verb}) _arguments '2:' ${zshSpecs(command, commands).map(quoted).join(' ')} ;;`]),
    '  esac',
    '}',
    'if [ "${funcstack[1]}" = "_watchkeeper" ]; then _watchkeeper "$@"; else compdef _watchkeeper watchkeeper; fi',
  ].join('\n')}\n`;
}

function zshSpecs(command: AnyCommand, commands: Commands): string[] {
  const options = Object.entries(optionsOf(command)).map(([name, spec]) => {
    const about = spec.about.replaceAll(/[[\]:]/g, ' ');
    const choices = choicesOf(spec);
    const value = spec.type === 'boolean' ? '' : `:${name}:${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}`;
    return `--${name}[${about}]${value}`;
  });
  const choices = argumentChoices(command, commands);
  return [...options, ...(choices.length > 0 ? [`*:argument:(${choices.join(' ')})`] : [])];
}

function fish(commands: Commands): string {
  const lines = [...commands].flatMap(([verb, command]) => {
    const within = `__fish_seen_subcommand_from ${verb}`;
    const options = Object.entries(optionsOf(command)).map(([name, spec]) => {
      const choices = choicesOf(spec);
      const value = spec.type === 'boolean' ? '' : choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : ' -r';
      return `complete -c watchkeeper -n ${quoted(within)} -l ${name}${spec.short === undefined ? '' : ` -s ${spec.short}`}${value} -d ${quoted(spec.about)}`;
    });
    const choices = argumentChoices(command, commands);
    const words = choices.length > 0 ? [`complete -c watchkeeper -f -n ${quoted(within)} -a ${quoted(choices.join(' '))}`] : [];
    return [`complete -c watchkeeper -f -n __fish_use_subcommand -a ${verb} -d ${quoted(command.title)}`, ...options, ...words];
  });
  return `# fish completion for watchkeeper\n${lines.join('\n')}\n`;
}

function optionNames(command: AnyCommand): string[] {
  return Object.keys(optionsOf(command)).map((name) => `--${name}`);
}

function choicesOf(spec: OptionSpec): readonly string[] {
  return spec.type === 'string' ? (spec.choices ?? []) : [];
}

/** The help of a command is asked for by its name. */
function argumentChoices(command: AnyCommand, commands: Commands): readonly string[] {
  const [first] = command.arguments ?? [];
  return first?.name === 'command' ? [...commands.keys()] : (first?.choices ?? []);
}

function valueCases(commands: Commands) {
  return [...commands].flatMap(([verb, command]) => Object.entries(optionsOf(command)).flatMap(([name, spec]) => (choicesOf(spec).length > 0 ? { verb, option: `--${name}`, choices: choicesOf(spec) } : [])));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
