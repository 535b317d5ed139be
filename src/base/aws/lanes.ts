import { bulkhead, CircuitState, type CircuitBreakerPolicy } from 'cockatiel';
import type { Clock } from '../../core/clock.ts';
import type { Config } from '../config/config-schema.ts';
import type { CallPlace } from './call-failure.ts';
import { breakerStateName, openCircuitBreaker } from './circuit-breaker.ts';
import type { BreakerState } from './door.ts';
import { openRateBudget, type RateBudget } from './rate-budget.ts';

export type Bulkhead = ReturnType<typeof bulkhead>;

/** Everything that one account, region and service share: how fast, how many at a time, and whether it is failing. */
export interface Lane {
  readonly breaker: CircuitBreakerPolicy;
  readonly bulkhead: Bulkhead;
  readonly budget: RateBudget;
  since: Date;
  usedAt: number;
}

export interface Lanes {
  for(place: CallPlace): Lane;
  /** How many calls at a time an account may have in all. */
  ofAccount(accountId: string, concurrency: number | null | undefined): Bulkhead;
  breakers(): BreakerState[];
}

/** Beyond so many, those that nobody uses and that remember nothing bad are forgotten. */
const mostLanes = 4_000;
const idleMs = 60_000;

/** Operations with a limit of their own, or that other calls of the same service wait for. */
const ownLane: ReadonlySet<string> = new Set(['cloudtrail:LookupEvents', 'sts:AssumeRole']);

export interface LaneOptions {
  readonly config: Config['aws'];
  readonly clock: Clock;
  readonly onBreakerOpen: ((place: CallPlace) => void) | undefined;
}

export function openLanes({ config, clock, onBreakerOpen }: LaneOptions): Lanes {
  const lanes = new Map<string, Lane>();
  const accounts = new Map<string, { most: number; bulkhead: Bulkhead }>();
  let sweptAt = 0;

  function open(place: CallPlace): Lane {
    const isLookup = place.action === 'cloudtrail:LookupEvents';
    const lane: Lane = {
      breaker: openCircuitBreaker(config.breaker),
      bulkhead: bulkhead(config.concurrency, Number.MAX_SAFE_INTEGER),
      budget: openRateBudget(isLookup ? config.lookupEventsPerSecond : config.callsPerSecond),
      since: clock(),
      usedAt: performance.now(),
    };
    lane.breaker.onStateChange(() => {
      lane.since = clock();
    });
    lane.breaker.onBreak(() => {
      if (config.breaker.fallback === 'alert') onBreakerOpen?.(place);
    });
    return lane;
  }

  function sweep(now: number): void {
    if (lanes.size < mostLanes || now - sweptAt < idleMs / 6) return;
    sweptAt = now;
    for (const [key, lane] of lanes) if (now - lane.usedAt > idleMs && isQuiet(lane, config)) lanes.delete(key);
  }

  return {
    for(place) {
      const { accountId, region, service, operation, action } = place;
      const key = [accountId, region, service, ownLane.has(action) ? operation : ''].join('|');
      const now = performance.now();
      sweep(now);
      const lane = lanes.get(key) ?? open(place);
      lane.usedAt = now;
      lanes.set(key, lane);
      return lane;
    },
    ofAccount(accountId, concurrency) {
      const most = concurrency ?? config.accountConcurrency;
      const known = accounts.get(accountId);
      if (known?.most === most) return known.bulkhead;
      const opened = bulkhead(most, Number.MAX_SAFE_INTEGER);
      accounts.set(accountId, { most, bulkhead: opened });
      return opened;
    },
    breakers: () => [...lanes].map(([key, lane]) => describe(key, lane)),
  };
}

function isQuiet({ breaker, bulkhead: { executionSlots }, budget }: Lane, { concurrency, callsPerSecond, lookupEventsPerSecond }: Config['aws']): boolean {
  const isFull = budget.perSecond === callsPerSecond || budget.perSecond === lookupEventsPerSecond;
  return breaker.state === CircuitState.Closed && executionSlots === concurrency && isFull;
}

function describe(key: string, { breaker, since }: Lane): BreakerState {
  const [accountId = '', region = '', service = ''] = key.split('|');
  return { accountId, region, service, state: breakerStateName(breaker.state), since: since.toISOString() };
}
