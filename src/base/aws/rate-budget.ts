import { setTimeout as sleep } from 'node:timers/promises';

/** How many calls a second a place may take. Callers are served in the order they came. */
export interface RateBudget {
  take(signal?: AbortSignal): Promise<void>;
  /** AWS said that it was too much: halve the rate. */
  slowDown(): void;
  /** A call went well: come back to the full rate step by step. */
  recover(): void;
  readonly perSecond: number;
}

const leastPerSecond = 0.2;

export function openRateBudget(fullPerSecond: number): RateBudget {
  let perSecond = fullPerSecond;
  let freeAt = 0;
  let turn: Promise<unknown> = Promise.resolve();

  async function waitForSlot(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const now = performance.now();
    // Evenly spaced, without bursts: requests that bunch up on the way would pass the service's own limit.
    freeAt = Math.max(freeAt, now);
    const waitMs = freeAt - now;
    freeAt += 1_000 / perSecond;
    if (waitMs > 0) await sleep(waitMs, undefined, signal ? { signal } : {});
  }

  return {
    take(signal) {
      const mine = turn.then(() => waitForSlot(signal));
      turn = mine.catch(() => undefined);
      return mine;
    },
    slowDown() {
      perSecond = Math.max(leastPerSecond, perSecond / 2);
    },
    recover() {
      perSecond = Math.min(fullPerSecond, perSecond + fullPerSecond / 20);
    },
    get perSecond() {
      return perSecond;
    },
  };
}
