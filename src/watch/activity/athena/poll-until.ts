import { setTimeout as sleep } from 'node:timers/promises';

export interface Polling {
  readonly signal?: AbortSignal | undefined;
  /** When to give up. */
  readonly timeoutMs: number;
  readonly firstWaitMs?: number;
  readonly longestWaitMs?: number;
}

export type PollEnd<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'aborted' } | { readonly kind: 'late' };

/** Asks again and again, each time after a longer wait, until there is an answer or nobody waits for it any more. */
export async function pollUntil<T>(look: () => Promise<T | undefined>, { signal, timeoutMs, firstWaitMs = 200, longestWaitMs = 5_000 }: Polling): Promise<PollEnd<T>> {
  const endsAt = performance.now() + timeoutMs;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * 1.5)) {
    if (signal?.aborted === true) return { kind: 'aborted' };
    const value = await look();
    if (value !== undefined) return { kind: 'done', value };
    const leftMs = endsAt - performance.now();
    if (leftMs <= 0) return { kind: 'late' };
    await waited(Math.min(waitMs, leftMs), signal);
  }
}

export function eitherOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.flatMap((signal) => signal ?? []);
  return given.length === 0 ? undefined : AbortSignal.any(given);
}

/** An abort ends the wait; the next look sees it. */
async function waited(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}
