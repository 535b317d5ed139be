import type { Clock } from '../../core/clock.ts';
import type { CallPlace } from './call-failure.ts';
import type { LedgerLine, StoreUsage, UsageLine } from './door.ts';

/** What AWS bills for one request, in USD, by IAM action; everything that is not here is free. */
const priceUsd: readonly [RegExp, number][] = [[/^ce:/, 0.01]];

/** Room for one request within the ceilings; what was not sent is given back. */
export interface Booking {
  settle(entry: { caller: string; tries: number; hasFailed: boolean }): void;
}

export interface CallLedger {
  /** Undefined when the call is billed and would pass the ceiling of this month, of the account or of all. */
  book(place: CallPlace, accountCeilingUsd: number | null | undefined): Booking | undefined;
  lines(): readonly LedgerLine[];
  /** Hands what was called since the last time to `store`, and learns what the month has cost in every process. */
  flush(store: StoreUsage): Promise<void>;
}

export function openCallLedger({ monthlyCeilingUsd, clock }: { monthlyCeilingUsd: number; clock: Clock }): CallLedger {
  const lines = new Map<string, LedgerLine>();
  const spending = openSpending(clock);
  let usage = new Map<string, UsageLine>();

  function note(place: CallPlace, { caller, tries, hasFailed }: { caller: string; tries: number; hasFailed: boolean }): void {
    const { accountId, region, service, operation, action } = place;
    const usd = priceOf(place) * tries;
    const failures = hasFailed ? 1 : 0;
    const key = [accountId, region, service, operation, caller].join('|');
    const known = lines.get(key) ?? { accountId, region, service, operation, caller, calls: 0, failures: 0, retries: 0, usd: 0 };
    lines.set(key, { ...known, calls: known.calls + 1, failures: known.failures + failures, retries: known.retries + Math.max(0, tries - 1), usd: known.usd + usd });
    addUsage(usage, { accountId, day: clock().toISOString().slice(0, 10), action, calls: 1, failures, usd });
  }

  return {
    book(place, accountCeilingUsd) {
      const { accountId } = place;
      const price = priceOf(place);
      const isTooMuch = spending.total() + price > monthlyCeilingUsd || spending.of(accountId) + price > (accountCeilingUsd ?? Number.POSITIVE_INFINITY);
      if (price > 0 && isTooMuch) return undefined;
      spending.add(accountId, price);
      return {
        settle(entry) {
          spending.add(accountId, price * (entry.tries - 1));
          if (entry.tries > 0) note(place, entry);
        },
      };
    },
    lines: () => [...lines.values()],
    async flush(store) {
      const handed = usage;
      usage = new Map();
      const settled = spending.handOver();
      try {
        settled(await store([...handed.values()]));
      } catch (error) {
        for (const line of handed.values()) addUsage(usage, line);
        throw error;
      }
    },
  };
}

function addUsage(usage: Map<string, UsageLine>, line: UsageLine): void {
  const key = [line.accountId, line.day, line.action].join('|');
  const known = usage.get(key);
  usage.set(key, known ? { ...known, calls: known.calls + line.calls, failures: known.failures + line.failures, usd: known.usd + line.usd } : line);
}

/** What this month has cost by account: what is stored of it, and what this process has spent beside. */
function openSpending(clock: Clock) {
  let month = '';
  let stored: ReadonlyMap<string, number> = new Map();
  let own = new Map<string, number>();

  function turnMonth(): void {
    const current = clock().toISOString().slice(0, 7);
    if (current === month) return;
    month = current;
    stored = new Map();
    own = new Map();
  }

  return {
    total(): number {
      turnMonth();
      return [...stored.values(), ...own.values()].reduce((sum, usd) => sum + usd, 0);
    },
    of(accountId: string): number {
      turnMonth();
      return (stored.get(accountId) ?? 0) + (own.get(accountId) ?? 0);
    },
    add(accountId: string, usd: number): void {
      turnMonth();
      if (usd !== 0) own.set(accountId, (own.get(accountId) ?? 0) + usd);
    },
    /** What was spent until now is in what will have been stored. */
    handOver(): (totals: ReadonlyMap<string, number>) => void {
      turnMonth();
      const before = new Map(own);
      const of = month;
      return (totals) => {
        turnMonth();
        if (month !== of) return;
        stored = totals;
        for (const [accountId, usd] of before) own.set(accountId, (own.get(accountId) ?? 0) - usd);
      };
    },
  };
}

function priceOf({ action }: CallPlace): number {
  return priceUsd.find(([pattern]) => pattern.test(action))?.[1] ?? 0;
}
