import type { MiddlewareHandler } from 'hono';
import type { Access } from '../../base/access/open-access.ts';
import type { LiveEvents } from '../../base/live/live-events.ts';
import type { Metrics } from '../../base/telemetry/create-metrics.ts';
import type { ServerEnv } from './server-env.ts';

export interface EventStreamOptions {
  readonly access: Access;
  readonly live: LiveEvents;
  readonly metrics: Metrics;
  readonly isClosing: AbortSignal;
}

const heartbeatMs = 15_000;
/** A reader that is this far behind is let go: it comes back and asks for what it missed. */
const mostWaitingBytes = 1_048_576;

/** What happens, as it happens (server-sent events). It ends with the session that opened it. */
export function eventStream({ access, live, metrics, isClosing }: EventStreamOptions): MiddlewareHandler<ServerEnv> {
  return async (context) => {
    const { headers, signal } = context.req.raw;
    const endings = [signal, isClosing];
    const encoder = new TextEncoder();
    let release = () => {};
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const streamClosed = metrics.eventStreamOpened();
          const end = () => {
            release();
            controller.close();
          };
          const send = (text: string) => {
            controller.enqueue(encoder.encode(text));
            if ((controller.desiredSize ?? 0) > 0) return;
            metrics.eventStreamDropped();
            end();
          };
          const unsubscribe = live.subscribe((event) => send(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`));
          const heartbeat = setInterval(() => void stillKnown(access, headers).then((isKnown) => isOpen && (isKnown ? send(': still here\n\n') : end())), heartbeatMs);
          let isOpen = true;
          release = () => {
            if (!isOpen) return;
            isOpen = false;
            unsubscribe();
            clearInterval(heartbeat);
            streamClosed();
            for (const ending of endings) ending.removeEventListener('abort', end);
          };
          for (const ending of endings) ending.addEventListener('abort', end);
          send('retry: 2000\n: connected\n\n');
          if (endings.some(({ aborted }) => aborted)) end();
        },
        cancel: () => release(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: mostWaitingBytes }),
    );
    return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' } });
  };
}

/** While the database is away nobody is thrown out. */
async function stillKnown(access: Access, headers: Headers): Promise<boolean> {
  try {
    return (await access.authenticate(headers)).status === 'known';
  } catch {
    return true;
  }
}
