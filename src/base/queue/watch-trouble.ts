import type { Clock } from '../../core/clock.ts';
import type { Log } from '../telemetry/create-log.ts';

const quietMs = 10_000;

/** Says once that the queue has trouble, and once that it is over, however often it fails in between. */
export interface Trouble {
  report(error: unknown): void;
  /** Something has just worked. */
  worked(): void;
}

export function watchTrouble(log: Log, clock: Clock): Trouble {
  let lastAt: number | undefined;
  return {
    report(error) {
      if (lastAt === undefined) log.error({ err: error }, 'The queue has trouble; trying again');
      lastAt = clock().getTime();
    },
    worked() {
      if (lastAt === undefined || clock().getTime() - lastAt < quietMs) return;
      lastAt = undefined;
      log.info('The queue works again');
    },
  };
}
