import { BrokenCircuitError, DelegateBackoff, handleWhen, retry, type RetryPolicy } from 'cockatiel';
import { durationMs } from '../../core/duration.ts';
import type { Config } from '../config/config-schema.ts';
import { classifyFailure, isExpiredCredentials, retryAfterMs } from './classify-failure.ts';

type RetryConfig = Config['aws']['retry'];

export function openRetryPolicy(config: Config['aws'], random: () => number = Math.random): RetryPolicy {
  const waitsForBreaker = config.breaker.fallback === 'retry';
  const policy = handleWhen(
    (error) => isRetryable(error, config.retry.retryableErrors) || (waitsForBreaker && error instanceof BrokenCircuitError),
  );
  return retry(policy, {
    maxAttempts: config.retry.maxAttempts - 1,
    backoff: new DelegateBackoff(({ attempt, result }) => {
      const error = 'error' in result ? result.error : undefined;
      if (error instanceof BrokenCircuitError) return durationMs(config.breaker.recoveryTime);
      return retryAfterMs(error) ?? waitMs(config.retry, attempt, random);
    }),
  });
}

function isRetryable(error: unknown, alsoRetryable: readonly string[]): boolean {
  const kind = classifyFailure(error);
  if (kind === 'throttled' || kind === 'unreachable' || kind === 'service-error') return true;
  return isExpiredCredentials(error) || isClockCorrected(error) || (error instanceof Error && alsoRetryable.includes(error.name));
}

/** The SDK has learned AWS's time from the refusal: signed by that, the same request is good. */
function isClockCorrected(error: unknown): boolean {
  return Reflect.get(Object(Reflect.get(Object(error), '$metadata')), 'clockSkewCorrected') === true;
}

/** The wait before retry number `attempt`, counted from 1. */
export function waitMs(config: RetryConfig, attempt: number, random: () => number): number {
  const base = durationMs(config.baseDelay);
  const grown = Math.min(durationMs(config.maxDelay), base * growth(config.backoff, attempt));
  switch (config.jitter) {
    case 'full':
      return grown * random();
    case 'equal':
      return grown / 2 + (grown / 2) * random();
    case 'none':
      return grown;
  }
}

function growth(backoff: RetryConfig['backoff'], attempt: number): number {
  switch (backoff) {
    case 'exponential':
      return 2 ** (attempt - 1);
    case 'linear':
      return attempt;
    case 'fixed':
      return 1;
  }
}
