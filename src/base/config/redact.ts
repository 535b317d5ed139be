const redacted = '[redacted]';

/** A value as it may be shown: secrets are replaced, and so are passwords inside URLs, secret or not. */
export function redact(value: unknown, isSecret: boolean): unknown {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && URL.canParse(value) && value.includes('://')) return redactUrl(value);
  return isSecret ? redacted : value;
}

/** The texts within a setting's value that must not be logged. */
export function secretParts(value: unknown, isSecret: boolean): string[] {
  if (typeof value !== 'string' || value === '') return [];
  if (!URL.canParse(value) || !value.includes('://')) return isSecret ? [value] : [];
  const passwords = [new URL(value).password, ...secretParameters(new URL(value)).map(([, text]) => text)].filter((text) => text !== '');
  return [...new Set(passwords.flatMap((text) => [text, decoded(text)]))];
}

function redactUrl(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = redacted;
  for (const [name] of secretParameters(url)) url.searchParams.set(name, redacted);
  return url.href.replaceAll(encodeURIComponent(redacted), redacted);
}

function secretParameters(url: URL): [string, string][] {
  return [...url.searchParams].filter(([name]) => /password|secret|token|key/i.test(name));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
