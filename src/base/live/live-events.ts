import type { LiveEvent } from '../../core/live-event.ts';

/** Tells every open page what has just happened; never the truth itself, which is in the store. */
export interface LiveEvents {
  publish(event: LiveEvent): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  /** Fails when the shared level, if any, cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
