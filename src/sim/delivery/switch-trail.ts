import type { SimTrail } from '../world/world.ts';

/** Turns a trail on or off, and remembers when: what happened while it was off is never delivered. */
export function switchTrail(trail: SimTrail, { isLogging, at }: { isLogging: boolean; at: Date }): void {
  trail.isLogging = isLogging;
  if (isLogging) trail.startedAt = at;
  else trail.stoppedAt = at;
  trail.switches.push({ isLogging, at });
}

export function wasLogging({ switches }: SimTrail, atMs: number): boolean {
  return switches.findLast(({ at }) => at.getTime() <= atMs)?.isLogging ?? false;
}
