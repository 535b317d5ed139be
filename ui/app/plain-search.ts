/** Search parameters as plain text, so that an account's number in a link is an account's number and not a quoted one. */
export function parsePlainSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function formatPlainSearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== '') parameters.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}
