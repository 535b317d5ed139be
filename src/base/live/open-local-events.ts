import type { LiveEvent } from '../../core/live-event.ts';
import type { Log } from '../telemetry/create-log.ts';
import type { LiveEvents } from './live-events.ts';

/** Events within this process. A listener that fails costs nobody else the event. */
export function openLocalEvents(log: Log): LiveEvents {
  const listeners = new Set<{ hear(event: LiveEvent): void }>();
  return {
    publish(event) {
      for (const listener of listeners) {
        try {
          listener.hear(event);
        } catch (error) {
          log.error({ err: error }, 'A listener of live events failed');
        }
      }
    },
    subscribe(hear) {
      const listener = { hear };
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    ping: async () => {},
    async close() {
      listeners.clear();
    },
  };
}
