import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { AppError } from '../../../core/app-error.ts';
import { linkRules, type AnyRule, type Placed } from './link-rules.ts';
import type { Placeholders } from './placeholders.ts';
import { lineOf, readDocuments, YamlProblem } from './read-documents.ts';
import { readRule, type Filter } from './read-rule.ts';
import { RuleProblem } from './rule-problem.ts';
import type { CorrelationRule, Rule } from './rule.ts';

export interface RefusedRule {
  readonly file: string;
  readonly line: number;
  readonly because: string;
}

export interface LoadedRules {
  readonly rules: Rule[];
  readonly correlations: CorrelationRule[];
  /** Documents that could not be used, and why; the others are loaded all the same. */
  readonly refused: RefusedRule[];
  /** How many documents are about other logs than CloudTrail. */
  readonly otherLogs: number;
}

/**
 * Every rule of the folders and files, in Sigma's format. A file's path within its folder, without the ending, is the
 * rule's id here. A rule of a later folder replaces the one with the same Sigma id of an earlier folder.
 */
export async function loadRules(paths: readonly string[], placeholders: Placeholders = {}): Promise<LoadedRules> {
  const refused: RefusedRule[] = [];
  const rules = new Map<string, Placed<AnyRule> & { readonly path: string }>();
  const filters: Placed<Filter>[] = [];
  let otherLogs = 0;
  for (const path of paths) {
    for (const { file, id, text } of await readFiles(path)) {
      for (const found of rulesOfFile(text, { file, id, placeholders, refused })) {
        if (found.kind === 'other-log') otherLogs += 1;
        else if (found.kind === 'filter') filters.push(found);
        else addRule(rules, { value: found.value, refuse: found.refuse, path });
      }
    }
  }
  const linked = linkRules([...rules.values()], filters);
  return {
    rules: linked.filter((rule) => rule.kind === 'event'),
    correlations: linked.filter((rule) => rule.kind === 'correlation'),
    refused,
    otherLogs,
  };
}

type Found = ({ readonly kind: 'rule' } & Placed<AnyRule>) | ({ readonly kind: 'filter' } & Placed<Filter>) | { readonly kind: 'other-log' };

interface Reading {
  readonly file: string;
  readonly id: string;
  readonly placeholders: Placeholders;
  readonly refused: RefusedRule[];
}

function rulesOfFile(text: string, { file, id, placeholders, refused }: Reading): Found[] {
  try {
    const documents = readDocuments(text);
    return documents.flatMap((document, at): Found[] => {
      const refuse = (because: string, path: readonly (string | number)[]) => {
        refused.push({ file, line: lineOf(text, at, path), because });
      };
      try {
        const found = readRule(documents.length === 1 ? id : `${id}#${nameOf(document) ?? String(at + 1)}`, document, placeholders);
        if (found.kind === 'other-log') return [found];
        return [found.kind === 'filter' ? { kind: 'filter', value: found.filter, refuse } : { kind: 'rule', value: { ...found.rule, path: file }, refuse }];
      } catch (error) {
        if (!(error instanceof RuleProblem)) throw error;
        refuse(error.message, error.path);
        return [];
      }
    });
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    refused.push({ file, line: error.line, because: error.message });
    return [];
  }
}

function nameOf(document: unknown): string | null {
  const name: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, 'name') : null;
  return typeof name === 'string' ? name : null;
}

function addRule(rules: Map<string, Placed<AnyRule> & { readonly path: string }>, one: Placed<AnyRule> & { readonly path: string }): void {
  const key = one.value.file.id ?? one.value.id;
  const before = rules.get(key);
  if (before?.path === one.path) one.refuse(`another rule has the id ${key} too`, ['id']);
  else rules.set(key, one);
}

async function readFiles(path: string): Promise<{ file: string; id: string; text: string }[]> {
  const files = await ruleFiles(path);
  return Promise.all(
    files.map(async (file) => {
      const id = relative(path, file).replaceAll('\\', '/') || basename(file);
      return { file, id: id.replace(/\.ya?ml$/, ''), text: await readFile(file, 'utf8') };
    }),
  );
}

async function ruleFiles(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [join(dirname(path), basename(path))];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (cause) {
    throw new AppError('unreadable-file', `The rules in ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { hint: 'rules.paths and --rules name the folders of rules; see that it exists and may be read', cause });
  }
}
