import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { Config } from '../../base/config/config-schema.ts';
import type { Log } from '../../base/telemetry/create-log.ts';
import type { Metrics } from '../../base/telemetry/create-metrics.ts';
import type { ServerEnv } from './server-env.ts';

const givenId = /^[\w.-]{8,64}$/;

/** Gives every request its id and its sender's address, and tells the log and the metrics how it ended. */
export function observeRequest({ config, log, metrics }: { config: Config; log: Log; metrics: Metrics }): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const startedAt = performance.now();
    const given = context.req.header('x-request-id');
    const requestId = given !== undefined && givenId.test(given) ? given : randomUUID();
    context.set('requestId', requestId);
    context.set('address', addressOf(context, config.server.proxies));
    await next();
    context.header('x-request-id', requestId);
    const { method, path } = context.req;
    const route = context.get('routePath') ?? plainRoute(path);
    const seconds = (performance.now() - startedAt) / 1_000;
    metrics.httpRequest({ method: knownMethods.has(method) ? method : 'OTHER', route, status: context.res.status, seconds });
    log.debug({ requestId, method, path, status: context.res.status, ms: Math.round(seconds * 1_000) }, 'Answered');
  };
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const ownRoutes = new Set(['/health', '/ready', '/metrics', '/api/events', '/api/openapi.json']);

function plainRoute(path: string): string {
  if (ownRoutes.has(path)) return path;
  return path.startsWith('/api/') ? '/api/*' : '/*';
}

/** Each proxy that we know of has added, at the end, the address that it was asked from; what stands before those anybody may have written. */
function addressOf(context: Context<ServerEnv>, proxies: number): string {
  const connected = context.env.incoming?.socket.remoteAddress ?? 'unknown';
  if (proxies === 0) return connected;
  const told = (context.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '');
  return told.at(-proxies) ?? told[0] ?? connected;
}
