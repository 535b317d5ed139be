import type { Log } from '../telemetry/create-log.ts';
import type { LiveEvents } from './live-events.ts';
import { openLocalEvents } from './open-local-events.ts';
import { shareThroughRedis } from './share-through-redis.ts';

/** Within this process, and through Redis to every other server where there is one. */
export async function openLiveEvents({ redisUrl, log }: { redisUrl?: string | undefined; log: Log }): Promise<LiveEvents> {
  const local = openLocalEvents(log);
  return redisUrl === undefined ? local : shareThroughRedis(local, { redisUrl, log });
}
