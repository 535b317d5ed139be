/** A Sigma text: literal runs with wildcards between them. */
export type PatternPart = string | { readonly wildcard: '*' | '?' };

/** A backslash makes `*`, `?` and itself literal, and stands for itself before anything else. */
export function readPattern(text: string): PatternPart[] {
  const parts: PatternPart[] = [];
  let literal = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      at += 1;
    } else if (char === '*' || char === '?') {
      if (literal !== '') parts.push(literal);
      parts.push({ wildcard: char });
      literal = '';
    } else {
      literal += char;
    }
  }
  if (literal !== '') parts.push(literal);
  return parts;
}

/** The text itself when it has no wildcards. */
export function plainText(parts: readonly PatternPart[]): string | null {
  let text = '';
  for (const part of parts) {
    if (typeof part !== 'string') return null;
    text += part;
  }
  return text;
}

export function patternSource(parts: readonly PatternPart[]): string {
  return parts.map((part) => (typeof part === 'string' ? RegExp.escape(part) : part.wildcard === '*' ? '[^]*' : '[^]')).join('');
}

/** Puts `*` where the match may begin or end anywhere. */
export function openPattern(parts: readonly PatternPart[], open: { readonly start: boolean; readonly end: boolean }): PatternPart[] {
  const any = { wildcard: '*' } as const;
  return [...(open.start ? [any] : []), ...parts, ...(open.end ? [any] : [])];
}
