import { posix } from 'node:path';

/** What documents may refer to. */
export interface KnownThings {
  readonly files: ReadonlySet<string>;
  readonly npmScripts: ReadonlySet<string>;
  readonly commands: ReadonlySet<string>;
  readonly settings: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

const topFolders = /^(src|ui|rules|scripts|bench|docs|bin|changes|deploy|frameworks|\.ci)\//;

/** Every file, link, npm script, command, setting and variable that a document names and that does not exist. */
export function findDocProblems(path: string, text: string, known: KnownThings): string[] {
  const prose = text.replaceAll(/^```[^\n]*\n[\s\S]*?^```$/gm, (block) => block.replaceAll(/[^\n]/g, ' '));
  return [
    ...linkProblems(path, prose, known),
    ...pathProblems(prose, known),
    ...npmProblems(text, known),
    ...commandProblems(text, known),
    ...variableProblems(text, known),
    ...settingProblems(prose, known),
  ].map(({ at, problem }) => `${path}:${text.slice(0, at).split('\n').length} ${problem}`);
}

interface Found {
  readonly at: number;
  readonly problem: string;
}

function linkProblems(path: string, prose: string, { files }: KnownThings): Found[] {
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap((match) => {
    const target = (match[1] ?? '').replace(/#.*$/, '');
    if (target === '' || /^[a-z]+:/.test(target)) return [];
    const file = posix.normalize(posix.join(posix.dirname(path), target)).replace(/\/$/, '');
    return exists(file, files) ? [] : [{ at: match.index, problem: `links to ${target}, which does not exist` }];
  });
}

function pathProblems(prose: string, { files }: KnownThings): Found[] {
  return [...prose.matchAll(/`([\w.@/-]+\/[\w.@/-]*)`/g)].flatMap((match) => {
    const named = (match[1] ?? '').replace(/\/$/, '');
    if (!topFolders.test(`${named}/`) || exists(named, files)) return [];
    return [{ at: match.index, problem: `names ${named}, which does not exist` }];
  });
}

function npmProblems(text: string, { npmScripts }: KnownThings): Found[] {
  return [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].flatMap((match) => {
    const name = match[1] ?? match[2] ?? '';
    return npmScripts.has(name) ? [] : [{ at: match.index, problem: `names the npm script ${name}, which does not exist` }];
  });
}

function commandProblems(text: string, { commands }: KnownThings): Found[] {
  return [...text.matchAll(/(?:\.\/bin\/watchkeeper|(?<=^|`)watchkeeper) ([a-z][a-z-]*)/gm)].flatMap((match) => {
    const name = match[1] ?? '';
    return commands.has(name) ? [] : [{ at: match.index, problem: `names the command ${name}, which does not exist` }];
  });
}

function variableProblems(text: string, { variables }: KnownThings): Found[] {
  return [...text.matchAll(/\bWATCHKEEPER_[A-Z_]+\b/g)].flatMap((match) =>
    variables.has(match[0]) ? [] : [{ at: match.index, problem: `names ${match[0]}, which nothing reads` }],
  );
}

function settingProblems(prose: string, { settings }: KnownThings): Found[] {
  const sections = new Set([...settings].map((key) => key.split('.')[0]));
  return [...prose.matchAll(/`([a-z]+(?:\.[a-zA-Z]+)+)`/g)].flatMap((match) => {
    const key = match[1] ?? '';
    const isSetting = sections.has(key.split('.')[0]) && !/\.(ts|tsx|md|json|ya?ml|mjs|sql)$/.test(key);
    return isSetting && !settings.has(key) ? [{ at: match.index, problem: `names the setting ${key}, which does not exist` }] : [];
  });
}

function exists(file: string, files: ReadonlySet<string>): boolean {
  return file === '.' || files.has(file) || [...files].some((known) => known.startsWith(`${file}/`));
}
