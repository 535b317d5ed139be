import { keyLiteral, literalOf, wholeLiteral } from './literals.ts';
import { openPattern, patternSource, plainText, readPattern, type PatternPart } from './pattern.ts';
import { textOf, type ValueTest } from './read-values.ts';
import type { Place } from './modifiers.ts';

/** Tests a value, and a literal that the bytes of the record hold when it passes. */
export interface ValueMatch {
  readonly test: ValueTest;
  readonly literal: string | null;
  /** It may also be asked of a whole list as text. */
  readonly readsLists: boolean;
}

/** A text with wildcards, at its place in the field. */
export function matchText(expected: string, { place, isCased }: { readonly place: Place | null; readonly isCased: boolean }): ValueMatch {
  const parts = openPattern(readPattern(expected), { start: place === 'contains' || place === 'endswith', end: place === 'contains' || place === 'startswith' });
  const readsLists = isAny(parts[0]) && isAny(parts.at(-1));
  const inner = parts.slice(isAny(parts[0]) ? 1 : 0, parts.length > 1 && isAny(parts.at(-1)) ? -1 : undefined);
  const text = plainText(inner);
  const literal = text !== null && !isAny(parts[0]) && !isAny(parts.at(-1)) ? wholeLiteral(text) : literalOf(parts);
  if (text === null) {
    const expression = new RegExp(`^${patternSource(parts)}$`, isCased ? 'u' : 'iu');
    return { test: (value) => isValue(value) && expression.test(textOf(value)), literal, readsLists };
  }
  const wanted = isCased ? text : text.toLowerCase();
  const compare = comparing(wanted, { start: isAny(parts[0]), end: isAny(parts.at(-1)) });
  const test: ValueTest = isCased ? (value) => isValue(value) && compare(textOf(value)) : (value) => isValue(value) && compare(textOf(value).toLowerCase());
  return { test, literal, readsLists };
}

/** Any of several whole texts: one look-up instead of one comparison each. */
export function matchAnyText(expected: readonly string[]): ValueTest {
  const wanted = new Set(expected.map((text) => text.toLowerCase()));
  return (value) => isValue(value) && wanted.has(textOf(value).toLowerCase());
}

/** Null where the record has none is for the null test alone. */
function isValue(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function comparing(wanted: string, open: { readonly start: boolean; readonly end: boolean }): (text: string) => boolean {
  if (open.start && open.end) return (text) => text.includes(wanted);
  if (open.end) return (text) => text.startsWith(wanted);
  if (open.start) return (text) => text.endsWith(wanted);
  return (text) => text === wanted;
}

function isAny(part: PatternPart | undefined): boolean {
  return typeof part === 'object' && part.wildcard === '*';
}

export function literalsFor(matches: readonly ValueMatch[], lastStep: string): readonly string[] | null {
  const key = keyLiteral(lastStep);
  const literals = matches.map(({ literal }) => literal ?? key);
  return literals.every((literal) => literal !== null) ? [...new Set(literals)] : null;
}
