const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `5m ago`, `in 40s`, `just now`. Whole units, rounded down, as a person would say it. */
export function relativeTime(at: string, now: number): string {
  const distance = now - Date.parse(at);
  const length = Math.abs(distance);
  if (length < second) return distance >= 0 ? 'just now' : 'now';
  return distance > 0 ? `${briefLength(length)} ago` : `in ${briefLength(length)}`;
}

/** One unit, rounded down: `40s`, `5m`, `3h`, `12d`. */
export function briefLength(ms: number): string {
  if (ms < minute) return `${Math.floor(ms / second)}s`;
  if (ms < hour) return `${Math.floor(ms / minute)}m`;
  if (ms < 2 * day) return `${Math.floor(ms / hour)}h`;
  return `${Math.floor(ms / day)}d`;
}

/** How long something took: `840 ms`, `4.2 s`, `3 min 5 s`. */
export function lengthOf(ms: number): string {
  if (ms < second) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < minute) return `${(ms / second).toFixed(1)} s`;
  const seconds = Math.round(ms / second);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** `2026-11-20 23:41:07 UTC`: sortable, and the zone that CloudTrail writes. */
export function absoluteTime(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The time of day alone, for lines that stand close together. */
export function clockTime(at: string): string {
  return new Date(at).toISOString().slice(11, 23);
}
