import type { ActivityRow } from './activity-row.ts';

/** Events of one delivery share a few hundred seconds, and each is asked for several times. */
const mostKnown = 10_000;
const known = new Map<string, number>();

/** When a row happened, in milliseconds since 1970. */
export function timeOf({ activity: { at } }: ActivityRow): number {
  const held = known.get(at);
  if (held !== undefined) return held;
  const ms = Date.parse(at);
  if (known.size >= mostKnown) known.clear();
  known.set(at, ms);
  return ms;
}
