import type { z } from 'zod';
import { nearestName } from '../../core/nearest-name.ts';
import { namesAt } from './list-setting-specs.ts';
import type { ConfigFile } from './read-config-file.ts';
import { redact } from './redact.ts';
import type { SettingSource } from './setting-source.ts';
import { readPath } from './value-at-path.ts';

interface Explaining {
  readonly input: unknown;
  readonly sources: readonly SettingSource[];
  readonly file: ConfigFile | undefined;
}

/** One line per problem: the key, where it came from, what was given and what is allowed. */
export function explainIssues(issues: readonly z.core.$ZodIssue[], explaining: Explaining): string[] {
  return issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? explainUnknown(issue, explaining) : [explainWrong(issue, explaining)]));
}

function explainUnknown({ path, keys }: z.core.$ZodIssueUnrecognizedKeys, { file }: Explaining): string[] {
  const known = namesAt(path) ?? [];
  return keys.map((key) => {
    const near = nearestName(key, known);
    const advice = near === undefined ? `known here are ${known.join(', ')}` : `did you mean "${near}"?`;
    return `${[...path, key].join('.')}${placed(file, [...path, key])} is not a setting; ${advice}`;
  });
}

function explainWrong(issue: z.core.$ZodIssue, { input, sources, file }: Explaining): string {
  const { path } = issue;
  const key = path.join('.');
  const source = sources.find(({ spec }) => spec.path.every((name, at) => name === path[at]));
  const given = readPath(input, path);
  if (!source) return `${key === '' ? 'The file' : key}${placed(file, path)} must be a group of settings, not ${quoted(given)}`;
  const place = source.origin === 'file' ? placed(file, path) : source.from === undefined ? '' : ` (${source.from})`;
  const allowed = source.spec.path.length === path.length ? source.spec.allowed : sentenceOf(issue);
  if (given === undefined) return `${key}${place} is missing: ${allowed}`;
  return `${key}${place} is ${source.spec.isSecret ? 'not valid' : quoted(redact(given, false))}; it must be ${allowed}`;
}

function placed(file: ConfigFile | undefined, path: readonly PropertyKey[]): string {
  const line = file?.lineOf(path);
  return file === undefined || line === undefined ? '' : ` (${file.name}:${line})`;
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type') return `of type ${issue.expected}`;
  return issue.message.replace(/^Invalid (input|string): /, '');
}
