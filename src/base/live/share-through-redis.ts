import { randomUUID } from 'node:crypto';
import { createClient } from 'redis';
import { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import { liveEventSchema } from '../../core/live-event.ts';
import type { Log } from '../telemetry/create-log.ts';
import type { LiveEvents } from './live-events.ts';

const channel = 'watchkeeper:live';
const messageSchema = z.object({ from: z.string(), event: liveEventSchema });
const longestWaitMs = 5_000;

/** A lost Redis costs the other servers' events until it is back; this server's own go on. */
export async function shareThroughRedis(local: LiveEvents, { redisUrl, log }: { redisUrl: string; log: Log }): Promise<LiveEvents> {
  const place = placeOf(redisUrl);
  const own = randomUUID();
  const publisher = createClient({
    url: redisUrl,
    disableOfflineQueue: true,
    pingInterval: 10_000,
    commandOptions: { timeout: 3_000 },
    socket: { connectTimeout: 3_000, reconnectStrategy: (tries) => Math.min(longestWaitMs, 100 * 2 ** tries) },
  });
  const subscriber = publisher.duplicate({ disableOfflineQueue: false });
  let isLost = false;
  let isClosed = false;

  function lose(error: unknown): void {
    if (!isLost && !isClosed) log.warn({ err: error }, `${place} is away: live events reach this server only`);
    isLost = true;
  }
  function find(): void {
    if (!isLost || !publisher.isReady || !subscriber.isReady) return;
    isLost = false;
    log.info(`${place} is back: live events reach every server`);
  }
  function receive(text: string): void {
    const message = messageSchema.safeParse(jsonOf(text));
    if (!message.success) log.debug({ channel }, 'Something on the channel of live events is not one');
    else if (message.data.from !== own) local.publish(message.data.event);
  }

  for (const client of [publisher, subscriber]) client.on('error', lose).on('ready', find);
  publisher.connect().catch(lose);
  // The subscription is made again by itself after every reconnect.
  subscriber
    .connect()
    .then(() => subscriber.subscribe(channel, receive))
    .catch(lose);

  return {
    publish(event) {
      local.publish(event);
      if (publisher.isReady) publisher.publish(channel, JSON.stringify({ from: own, event })).catch(lose);
    },
    subscribe: (listener) => local.subscribe(listener),
    async ping() {
      if (publisher.isReady && subscriber.isReady) {
        const answer = await publisher.ping().catch((error: unknown) => error);
        if (answer === 'PONG') return;
      }
      throw new AppError('server-unreachable', `${place} does not answer: live events reach this server only`, {
        hint: 'Check that it runs and that REDIS_URL names it',
      });
    },
    async close() {
      isClosed = true;
      for (const client of [publisher, subscriber]) if (client.isOpen) client.destroy();
      await local.close();
    },
  };
}

/** Host of a URL, never its password. */
function placeOf(redisUrl: string): string {
  const url = URL.parse(redisUrl);
  if (url && ['redis:', 'rediss:'].includes(url.protocol)) return `Redis at ${url.host}`;
  throw new AppError('bad-config', 'REDIS_URL is not the address of a Redis', { hint: 'Write redis://host:6379' });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
