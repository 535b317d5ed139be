import { RuleProblem } from './rule-problem.ts';

export type ValueTest = (value: unknown) => boolean;

const stringKinds = ['contains', 'startswith', 'endswith'] as const;
type StringKind = (typeof stringKinds)[number];

/** Compiles one expected value under a field's modifiers into a test of one actual value. */
export function compileValue(expected: unknown, modifiers: readonly string[]): ValueTest {
  if (expected === null) return modifiers.length === 0 ? (value) => value === null : refuse('null takes no modifiers');
  if (modifiers.includes('re')) return compileExpression(expected, modifiers);
  const isCased = modifiers.includes('cased');
  const kind = stringKinds.find((name) => modifiers.includes(name));
  if (typeof expected === 'number' || typeof expected === 'boolean') {
    if (kind === undefined) return (value) => value === expected || textOf(value).toLowerCase() === String(expected);
    return compilePattern(String(expected), { kind, isCased });
  }
  if (typeof expected !== 'string') return refuse('a value is text, a number, true, false or null');
  return compilePattern(expected, { kind, isCased });
}

function compileExpression(expected: unknown, modifiers: readonly string[]): ValueTest {
  if (typeof expected !== 'string') return refuse('re takes a regular expression as text');
  if (modifiers.length > 1) return refuse(`re does not combine with ${modifiers.filter((name) => name !== 're').join(', ')} here`);
  try {
    const expression = new RegExp(expected, 'u');
    return (value) => expression.test(textOf(value));
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(`"${expected}" is not a regular expression`);
    throw error;
  }
}

function compilePattern(expected: string, { kind, isCased }: { kind: StringKind | undefined; isCased: boolean }): ValueTest {
  const fold = isCased ? (text: string) => text : (text: string) => text.toLowerCase();
  const parts = splitWildcards(expected);
  if (parts.every((part) => typeof part === 'string')) {
    const wanted = fold(parts.join(''));
    return (value) => compare(fold(textOf(value)), wanted, kind);
  }
  const source = parts.map((part) => (typeof part === 'string' ? RegExp.escape(part) : part.wildcard === '*' ? '[^]*' : '[^]')).join('');
  const before = kind === 'contains' || kind === 'endswith' ? '' : '^';
  const after = kind === 'contains' || kind === 'startswith' ? '' : '$';
  const expression = new RegExp(`${before}${source}${after}`, isCased ? 'u' : 'iu');
  return (value) => expression.test(textOf(value));
}

function compare(text: string, wanted: string, kind: StringKind | undefined): boolean {
  switch (kind) {
    case 'contains':
      return text.includes(wanted);
    case 'startswith':
      return text.startsWith(wanted);
    case 'endswith':
      return text.endsWith(wanted);
    default:
      return text === wanted;
  }
}

/** Literal runs and wildcards; a backslash makes `*`, `?` and itself literal, and stands for itself otherwise. */
function splitWildcards(pattern: string): (string | { wildcard: '*' | '?' })[] {
  const parts: (string | { wildcard: '*' | '?' })[] = [];
  let literal = '';
  for (let i = 0; i < pattern.length; i += 1) {
    const char = pattern.charAt(i);
    const next = pattern.charAt(i + 1);
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      i += 1;
    } else if (char === '*' || char === '?') {
      parts.push(literal, { wildcard: char });
      literal = '';
    } else {
      literal += char;
    }
  }
  return [...parts, literal].filter((part) => part !== '');
}

/** A whole object under a text test is its compact JSON. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

function refuse(because: string): never {
  throw new RuleProblem(because);
}
