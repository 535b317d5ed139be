import { RuleProblem } from './rule-problem.ts';

/** What `%name%` stands for, as the user has set it. */
export type Placeholders = Readonly<Record<string, readonly string[]>>;

/** A placeholder becomes each of its values in turn; `\%` is a plain percent sign. */
export function expandPlaceholders(value: unknown, placeholders: Placeholders): unknown[] {
  if (typeof value !== 'string') return [value];
  const [, before = '', name, after = ''] = /^((?:\\.|[^\\%]|\\)*?)%([\w.-]+)%([^]*)$/.exec(value) ?? [];
  if (name === undefined) return [value.replaceAll('\\%', '%')];
  const values = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined;
  if (!values || values.length === 0) throw new RuleProblem(`the placeholder %${name}% has no values; set rules.placeholders`);
  return values.flatMap((one) => expandPlaceholders(after, placeholders).map((rest) => before.replaceAll('\\%', '%') + one + String(rest)));
}
