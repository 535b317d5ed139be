import { circuitBreaker, CircuitState, handleWhen, type CircuitBreakerPolicy, type IBreaker } from 'cockatiel';
import { durationMs } from '../../core/duration.ts';
import type { Config } from '../config/config-schema.ts';
import { classifyFailure } from './classify-failure.ts';

/** Opens after so many failures within the window; a refusal or a wrong request is not a failure of the service. */
export function openCircuitBreaker(config: Config['aws']['breaker']): CircuitBreakerPolicy {
  return circuitBreaker(handleWhen(isServiceFailure), {
    halfOpenAfter: durationMs(config.recoveryTime),
    breaker: new FailuresWithin(config.failureThreshold, durationMs(config.window)),
  });
}

export function isServiceFailure(error: unknown): boolean {
  const kind = classifyFailure(error);
  return kind === 'service-error' || kind === 'unreachable';
}

export function breakerStateName(state: CircuitState): 'closed' | 'open' | 'half-open' {
  switch (state) {
    case CircuitState.Closed:
      return 'closed';
    case CircuitState.HalfOpen:
      return 'half-open';
    case CircuitState.Open:
    case CircuitState.Isolated:
      return 'open';
  }
}

class FailuresWithin implements IBreaker {
  state: number[] = [];
  readonly #threshold: number;
  readonly #windowMs: number;

  constructor(threshold: number, windowMs: number) {
    this.#threshold = threshold;
    this.#windowMs = windowMs;
  }

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) this.state = [];
  }

  failure(): boolean {
    const now = performance.now();
    this.state = [...this.state.filter((at) => now - at < this.#windowMs), now];
    return this.state.length >= this.#threshold;
  }
}
