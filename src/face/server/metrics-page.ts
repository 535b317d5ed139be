import type { MiddlewareHandler } from 'hono';
import { bearerToken, matchesSecret } from '../../base/access/matches-secret.ts';
import type { Config } from '../../base/config/config-schema.ts';
import type { Metrics } from '../../base/telemetry/create-metrics.ts';
import { requireReach } from './require-reach.ts';
import { requireRole } from './require-role.ts';
import type { ServerEnv } from './server-env.ts';

/** For Prometheus with its own token, and for whoever is logged in and may know of every account: they are among its labels. */
export function metricsPage({ config, metrics }: { config: Config; metrics: Metrics }): MiddlewareHandler<ServerEnv> {
  const guards = [requireRole('viewer'), requireReach()];
  return async (context) => {
    const { metricsToken } = config.access;
    const token = bearerToken(context.req.raw.headers);
    const isPrometheus = metricsToken !== undefined && token !== undefined && matchesSecret(token, metricsToken);
    if (!isPrometheus) for (const guard of guards) await guard(context, async () => undefined);
    const { text, contentType } = await metrics.expose();
    return context.body(text, 200, { 'content-type': contentType });
  };
}
