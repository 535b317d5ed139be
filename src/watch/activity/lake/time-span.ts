import type { ActivityFilter } from './contract.ts';

const dayMs = 86_400_000;

/** The time that a question is about: what it says, or the last day. */
export function timeSpan<Filter extends ActivityFilter>(filter: Filter, now: Date, days = 1): { from: number; to: number; filter: Filter & { since: string; until: string } } {
  const to = filter.until === undefined ? Math.max(now.getTime(), filter.since === undefined ? 0 : Date.parse(filter.since) + 1) : Date.parse(filter.until);
  const from = filter.since === undefined ? to - days * dayMs : Date.parse(filter.since);
  return { from, to, filter: { ...filter, since: new Date(from).toISOString(), until: new Date(to).toISOString() } };
}
