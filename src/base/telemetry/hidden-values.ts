/** Secrets that came out of the vault or went into it: whatever goes wrong, no log of this process writes them. */
const hidden = new Map<string, readonly string[]>();
const mostKept = 5_000;
/** Shorter ones would hide words that mean nothing. */
const leastLength = 12;

export function hideFromLogs(value: string): void {
  if (value.length < leastLength) return;
  hidden.delete(value);
  // Within JSON a secret with a quote or a backslash in it is written with escapes.
  hidden.set(value, [...new Set([value, JSON.stringify(value).slice(1, -1)])]);
  const oldest = hidden.keys().next().value;
  if (hidden.size > mostKept && oldest !== undefined) hidden.delete(oldest);
}

export function withoutHidden(text: string): string {
  let clean = text;
  for (const forms of hidden.values()) for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, '[redacted]');
  return clean;
}
