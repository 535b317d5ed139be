import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';

export interface LoginThrottle {
  /** Counts a try, and fails with `too-many-requests` when there were too many in the last minute. */
  take(tried: { address: string; username: string }): void;
  /** The right password was given: that try does not count, nor do the earlier ones with this name, which were its owner's. */
  giveBack(tried: { address: string; username: string }): void;
}

const windowMs = 60_000;
const mostKeys = 20_000;

/** Per address and per name, in this process: guessing one password from many addresses is slow as well. */
export function createLoginThrottle({ triesPerMinute, clock }: { triesPerMinute: number; clock: Clock }): LoginThrottle {
  const tries = new Map<string, number[]>();

  function recent(key: string, now: number): number[] {
    return (tries.get(key) ?? []).filter((at) => now - at < windowMs);
  }

  return {
    take({ address, username }) {
      const now = clock().getTime();
      const keys = [`address ${address}`, `name ${username.toLowerCase()}`];
      const full = keys.map((key) => recent(key, now)).find((times) => times.length >= triesPerMinute);
      if (full) throw tooMany(Math.ceil(((full[0] ?? now) + windowMs - now) / 1_000));
      if (tries.size >= mostKeys) dropOld(tries, now);
      for (const key of keys) tries.set(key, [...recent(key, now), now]);
    },
    giveBack({ address, username }) {
      tries.delete(`name ${username.toLowerCase()}`);
      tries.get(`address ${address}`)?.pop();
    },
  };
}

function tooMany(seconds: number): AppError {
  return new AppError('too-many-requests', 'There were too many tries to log in', {
    hint: `Wait ${seconds} seconds and try again`,
    retryAfterSeconds: seconds,
  });
}

function dropOld(tries: Map<string, number[]>, now: number): void {
  for (const [key, times] of tries) {
    if (now - (times.at(-1) ?? 0) >= windowMs) tries.delete(key);
  }
}
