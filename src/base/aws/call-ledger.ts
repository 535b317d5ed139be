import type { Clock } from '../../core/clock.ts';
import type { CallPlace } from './call-failure.ts';
import type { LedgerLine } from './door.ts';

/** What AWS bills for one request, in USD, by IAM action; everything that is not here is free. */
const priceUsd: readonly [RegExp, number][] = [[/^ce:/, 0.01]];

export interface CallLedger {
  /** False when the call is billed and would pass the ceiling of this month. */
  allows(place: CallPlace): boolean;
  add(place: CallPlace, entry: { caller: string; tries: number; hasFailed: boolean }): void;
  lines(): readonly LedgerLine[];
}

export function openCallLedger({ monthlyCeilingUsd, clock }: { monthlyCeilingUsd: number; clock: Clock }): CallLedger {
  const lines = new Map<string, LedgerLine>();
  let month = '';
  let spentUsd = 0;

  function turnMonth(): void {
    const current = clock().toISOString().slice(0, 7);
    if (current === month) return;
    month = current;
    spentUsd = 0;
  }

  return {
    allows(place) {
      turnMonth();
      const price = priceOf(place);
      return price === 0 || spentUsd + price <= monthlyCeilingUsd;
    },
    add(place, { caller, tries, hasFailed }) {
      turnMonth();
      const usd = priceOf(place) * tries;
      spentUsd += usd;
      const { accountId, region, service, operation } = place;
      const key = [accountId, region, service, operation, caller].join('|');
      const known = lines.get(key) ?? { accountId, region, service, operation, caller, calls: 0, failures: 0, retries: 0, usd: 0 };
      lines.set(key, {
        ...known,
        calls: known.calls + 1,
        failures: known.failures + (hasFailed ? 1 : 0),
        retries: known.retries + Math.max(0, tries - 1),
        usd: known.usd + usd,
      });
    },
    lines: () => [...lines.values()],
  };
}

function priceOf({ action }: CallPlace): number {
  return priceUsd.find(([pattern]) => pattern.test(action))?.[1] ?? 0;
}
