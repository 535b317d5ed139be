import type { CorrelationPlan } from './compile-correlation.ts';

/** One event that a referred rule matched, or one match of a referred correlation, as far as a correlation needs it. */
export interface CorrelatedEvent {
  readonly atMs: number;
  /** The CloudTrail event it stands for; a match of a correlation stands for several. */
  readonly eventIds: readonly string[];
  /** The referred rule, as the correlation names it. */
  readonly rule: string;
  /** What is counted, added or ranked; null where the record has none. */
  readonly value: string | number | null;
}

export interface CorrelationMatch {
  readonly fromMs: number;
  readonly toMs: number;
  /** When the condition was first met. */
  readonly metMs: number;
  readonly eventIds: readonly string[];
  /** The count, sum or other number at its peak. */
  readonly number: number;
}

/**
 * The matches in one group's events. The answer depends on the set of events alone: not on their order, nor on how
 * often one is given. Overlapping matches of a condition that more events only help are one match.
 */
export function correlate(plan: CorrelationPlan, given: readonly CorrelatedEvent[]): CorrelationMatch[] {
  const events = inOrder(plan, given);
  return plan.isGrowing ? growingMatches(plan, events) : closedMatches(plan, events);
}

/** An event that two rules match is two for those who ask which rules were seen, and one for those who count. */
function inOrder({ type }: CorrelationPlan, given: readonly CorrelatedEvent[]): CorrelatedEvent[] {
  const isTemporal = type === 'temporal' || type === 'temporal_ordered';
  const distinct = new Map(given.map((event) => [`${isTemporal ? event.rule : ''} ${event.eventIds.join(' ')}`, event]));
  return [...distinct.values()].sort((a, b) => a.atMs - b.atMs || compare(a.eventIds.join(), b.eventIds.join()) || compare(a.rule, b.rule));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Every window that ends with an event is asked; those that share events are joined. */
function growingMatches(plan: CorrelationPlan, events: readonly CorrelatedEvent[]): CorrelationMatch[] {
  const found: Open[] = [];
  const tally = openTally(plan);
  let start = 0;
  let open: Open | null = null;
  for (const [at, event] of events.entries()) {
    tally.add(event);
    for (let first = events[start]; first && first.atMs < event.atMs - plan.timespanMs; first = events[start]) {
      tally.remove(first);
      start += 1;
    }
    const number = tally.number();
    if (!holdsNow(plan, { events, start, at, number, seen: tally.seen })) continue;
    if (open && start <= open.to) {
      open.to = at;
      open.number = Math.max(open.number, number);
    } else {
      open = { from: start, to: at, metMs: event.atMs, number };
      found.push(open);
    }
  }
  return found.map((one) => matchOf(events.slice(one.from, one.to + 1), one));
}

interface Open {
  readonly from: number;
  to: number;
  readonly metMs: number;
  number: number;
}

/** A window begins with the first event after the one before, and is asked when its time is over. */
function closedMatches(plan: CorrelationPlan, events: readonly CorrelatedEvent[]): CorrelationMatch[] {
  const matches: CorrelationMatch[] = [];
  for (let start = 0; start < events.length; ) {
    const first = events[start];
    if (!first) break;
    let end = start;
    const tally = openTally(plan);
    for (let event = events[end]; event && event.atMs <= first.atMs + plan.timespanMs; event = events[end]) {
      tally.add(event);
      end += 1;
    }
    const number = tally.number();
    if (holdsNow(plan, { events, start, at: end - 1, number, seen: tally.seen })) {
      matches.push(matchOf(events.slice(start, end), { metMs: first.atMs + plan.timespanMs, number }));
    }
    start = end;
  }
  return matches;
}

interface Window {
  readonly events: readonly CorrelatedEvent[];
  readonly start: number;
  readonly at: number;
  readonly number: number;
  readonly seen: ReadonlyMap<string, number>;
}

function holdsNow(plan: CorrelationPlan, window: Window): boolean {
  if (plan.holdsFor) return plan.holdsFor(new Set(window.seen.keys()));
  if (Number.isNaN(window.number) || !plan.holds(window.number)) return false;
  return plan.type !== 'temporal_ordered' || areOrdered(plan.rules, window.events.slice(window.start, window.at + 1));
}

/** Whether the rules were seen in their order. Events of the same second may stand in any order. */
function areOrdered(rules: readonly string[], events: readonly CorrelatedEvent[]): boolean {
  let after = Number.NEGATIVE_INFINITY;
  const used = new Set<CorrelatedEvent>();
  return rules.every((rule) => {
    const next = events.find((event) => event.rule === rule && event.atMs >= after && !used.has(event));
    if (!next) return false;
    after = next.atMs;
    used.add(next);
    return true;
  });
}

interface Tally {
  add(event: CorrelatedEvent): void;
  remove(event: CorrelatedEvent): void;
  number(): number;
  readonly seen: ReadonlyMap<string, number>;
}

function openTally({ type, percentile }: CorrelationPlan): Tally {
  const seen = new Map<string, number>();
  const values = new Map<string | number, number>();
  let count = 0;
  let sum = 0;
  const change = (event: CorrelatedEvent, by: 1 | -1) => {
    count += by;
    step(seen, event.rule, by);
    if (event.value === null) return;
    step(values, event.value, by);
    if (typeof event.value === 'number') sum += by * event.value;
  };
  const number = () => {
    switch (type) {
      case 'event_count':
        return count;
      case 'value_count':
        return values.size;
      case 'temporal':
      case 'temporal_ordered':
        return seen.size;
      case 'value_sum':
        return values.size === 0 ? Number.NaN : sum;
      case 'value_avg':
        return sum / [...values.values()].reduce((total, times) => total + times, 0);
      case 'value_median':
        return percentileOf(values, 50);
      case 'value_percentile':
        return percentileOf(values, percentile);
    }
  };
  return { add: (event) => change(event, 1), remove: (event) => change(event, -1), number, seen };
}

function step<K>(counts: Map<K, number>, key: K, by: 1 | -1): void {
  const next = (counts.get(key) ?? 0) + by;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}

/** Between two values, the share of the way that the percentile lies between their ranks. */
function percentileOf(counts: ReadonlyMap<string | number, number>, percentile: number): number {
  const numbers = [...counts].flatMap(([value, times]) => (typeof value === 'number' ? Array.from({ length: times }, () => value) : [])).sort((a, b) => a - b);
  const rank = ((numbers.length - 1) * percentile) / 100;
  const below = numbers[Math.floor(rank)];
  const above = numbers[Math.ceil(rank)];
  return below === undefined || above === undefined ? Number.NaN : below + (above - below) * (rank - Math.floor(rank));
}

function matchOf(events: readonly CorrelatedEvent[], met: { metMs: number; number: number }): CorrelationMatch {
  return {
    fromMs: events[0]?.atMs ?? met.metMs,
    toMs: events.at(-1)?.atMs ?? met.metMs,
    metMs: met.metMs,
    number: met.number,
    eventIds: [...new Set(events.flatMap(({ eventIds }) => eventIds))],
  };
}
