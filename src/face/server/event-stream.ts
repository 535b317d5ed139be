import type { MiddlewareHandler } from 'hono';
import type { Access } from '../../base/access/open-access.ts';
import type { LiveEvents } from '../../base/live/live-events.ts';
import type { Log } from '../../base/telemetry/create-log.ts';
import type { Metrics } from '../../base/telemetry/create-metrics.ts';
import type { AccountScope } from '../../core/account-scope.ts';
import type { LiveEvent } from '../../core/live-event.ts';
import { mayHear, type AccountOfAgent } from './event-reach.ts';
import type { ServerEnv } from './server-env.ts';

export interface EventStreamOptions {
  readonly access: Access;
  readonly live: LiveEvents;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly accountOfAgent: AccountOfAgent;
  readonly isClosing: AbortSignal;
}

const heartbeatMs = 15_000;
/** A reader that is this far behind is let go: it comes back and asks for what it missed. */
const mostWaitingBytes = 1_048_576;

/** What happens, as it happens (server-sent events), in the accounts that the reader may know of. It ends with the session that opened it. */
export function eventStream({ access, live, metrics, log, accountOfAgent, isClosing }: EventStreamOptions): MiddlewareHandler<ServerEnv> {
  return async (context) => {
    const { headers, signal } = context.req.raw;
    const authentication = context.get('authentication');
    let scope: AccountScope = authentication.status === 'known' ? authentication.caller.accounts : [];
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
          const tell = (event: LiveEvent) => send(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
          let earlier = Promise.resolve();
          const tellWhereAllowed = (event: LiveEvent) => {
            // One after the other, so that events keep their order while it is looked up whose they are.
            earlier = earlier
              .then(async () => ((await mayHear(scope, event, accountOfAgent)) && isOpen ? tell(event) : undefined))
              .catch((error: unknown) => log.warn({ err: error }, 'An event was told to nobody who is limited to some accounts'));
          };
          const unsubscribe = live.subscribe((event) => (scope === 'all' ? tell(event) : tellWhereAllowed(event)));
          const heartbeat = setInterval(() => void scopeNow(access, headers, scope).then((now) => {
            if (!isOpen) return;
            if (now === undefined) return end();
            scope = now;
            send(': still here\n\n');
          }), heartbeatMs);
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

/** Undefined when nobody known is reading any more. While the database is away nobody is thrown out. */
async function scopeNow(access: Access, headers: Headers, before: AccountScope): Promise<AccountScope | undefined> {
  try {
    const authentication = await access.authenticate(headers);
    return authentication.status === 'known' ? authentication.caller.accounts : undefined;
  } catch {
    return before;
  }
}
