/** Values that policies may ask for, by lower-case key: `aws:sourceip`, `sts:externalid`. */
export type AccessContext = Readonly<Record<string, string | readonly string[] | undefined>>;

/** IAM's patterns: `*` and `?` are wildcards, `${aws:username}` stands for what is known of the call. */
export function matchesPattern(text: string, pattern: string, context: AccessContext = {}): boolean {
  if (!/[*?$]/.test(pattern)) return text === pattern;
  const source = pattern.split(/(\$\{[^}]*\}|[*?])/).map((token) => sourceOf(token, context));
  return new RegExp(`^${source.join('')}$`, 'su').test(text);
}

/** What a value says once its variables are filled in; undefined when one of them is not known. */
export function fillVariables(value: string, context: AccessContext): string | undefined {
  if (!value.includes('${')) return value;
  const filled = value.split(/(\$\{[^}]*\})/).map((token) => (token.startsWith('${') ? variable(token, context) : token));
  return filled.includes(undefined) ? undefined : filled.join('');
}

const matchesNothing = '(?!)';

function sourceOf(token: string, context: AccessContext): string {
  if (token === '*') return '.*';
  if (token === '?') return '.';
  const text = token.startsWith('${') ? variable(token, context) : token;
  return text === undefined ? matchesNothing : RegExp.escape(text);
}

function variable(token: string, context: AccessContext): string | undefined {
  const [name = '', otherwise] = token.slice(2, -1).split(',');
  // ${*}, ${?} and ${$} are how a policy writes these signs themselves.
  if (/^[*?$]$/.test(name)) return name;
  const value = context[name.trim().toLowerCase()];
  return typeof value === 'string' ? value : /^\s*'(.*)'\s*$/.exec(otherwise ?? '')?.[1];
}
