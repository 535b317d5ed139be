const epoch = /^-?\d+(\.\d+)?$/;
const withoutZone = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?$/;
/** Seconds since 1970 stay below this for three thousand years, and milliseconds were above it since March 1973. */
const firstMilliseconds = 1e11;

/** A moment as series have them: ISO, with a space, a date alone, or seconds or milliseconds since 1970. Without a zone it is UTC. */
export function readTime(text: string): number | undefined {
  const trimmed = text.trim();
  if (epoch.test(trimmed)) {
    const number = Number(trimmed);
    return Math.abs(number) < firstMilliseconds ? number * 1_000 : number;
  }
  const parts = withoutZone.exec(trimmed);
  const at = Date.parse(parts ? `${parts[1]}T${parts[2] ?? '00:00'}Z` : trimmed);
  return Number.isNaN(at) ? undefined : at;
}
