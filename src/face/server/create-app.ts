import { Hono } from 'hono';
import { compress } from 'hono/compress';
import type { Access } from '../../base/access/open-access.ts';
import type { Config } from '../../base/config/config-schema.ts';
import type { LiveEvents } from '../../base/live/live-events.ts';
import type { Log } from '../../base/telemetry/create-log.ts';
import type { Metrics } from '../../base/telemetry/create-metrics.ts';
import type { AccountScope } from '../../core/account-scope.ts';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Route } from '../../core/route.ts';
import type { AccountOfAgent } from './event-reach.ts';
import { eventStream } from './event-stream.ts';
import { createHealth, type Part } from './health.ts';
import { identifyCaller } from './identify-caller.ts';
import { limitRequests } from './limit-requests.ts';
import { metricsPage } from './metrics-page.ts';
import { mountRoutes } from './mount-routes.ts';
import { observeRequest } from './observe-request.ts';
import { openApiDocument } from './open-api.ts';
import { answerProblem } from './problem.ts';
import type { ServerEnv } from './server-env.ts';
import { requireRole } from './require-role.ts';
import { apiSecurity, httpsOnly, pageSecurity } from './security-headers.ts';
import { servePages } from './serve-pages.ts';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly version: string;
  readonly metrics: Metrics;
  readonly access: Access;
  readonly live: LiveEvents;
  readonly accountOfAgent: AccountOfAgent;
  /** Where the built pages are. */
  readonly uiFolder: string;
  readonly routes: readonly Route[];
  /** What the server stands on, for `/health` and `/ready`. */
  readonly parts: Readonly<Record<string, Part>>;
  /** Aborted when the server begins to stop. */
  readonly isClosing: AbortSignal;
}

/** The whole of what is served, callable without a port. */
export function createApp(options: AppOptions): Hono<ServerEnv> {
  const { config, routes, version, isClosing } = options;
  const app = new Hono<ServerEnv>();
  const health = createHealth(options);
  const document = openApiDocument(routes.map(({ contract }) => contract), { version });

  app.onError((error, context) => answerProblem(error, context, options.log));
  app.notFound(({ req }) => {
    throw new AppError('not-found', `There is nothing at ${req.path}`, { hint: 'The operations are listed at /api/openapi.json' });
  });
  app.use(observeRequest(options));
  if (config.server.publicUrl?.startsWith('https:')) app.use(httpsOnly);
  for (const path of ['/health', '/ready', '/metrics']) app.use(path, apiSecurity);
  app.get('/health', async (context) => context.json(await health.report(await scopeOf(context.req.raw.headers, options)), 200));
  app.get('/ready', async (context) => {
    const isReady = !isClosing.aborted && (await health.isReady());
    return context.json({ ready: isReady }, isReady ? 200 : 503);
  });

  app.get('/metrics', identifyCaller(options), metricsPage(options));
  app.use('/api/*', apiSecurity, compress(), identifyCaller(options), limitRequests(config.server));
  app.get('/api/events', requireRole('viewer'), eventStream(options));
  app.get('/api/openapi.json', requireRole('viewer'), (context) => context.json(document));
  mountRoutes(app, { routes, bodyLimitBytes: config.server.bodyLimitKb * 1_024 });
  app.all('/api/*', ({ notFound }) => notFound());

  app.use(pageSecurity, compress());
  servePages(app, options.uiFolder);
  return app;
}

/** Health is told to anybody, whatever does not work; only who may know of every account is told of accounts. */
async function scopeOf(headers: Headers, { access }: AppOptions): Promise<AccountScope> {
  if (!headers.has('cookie') && !headers.has('authorization')) return [];
  try {
    const authentication = await access.authenticate(headers);
    return authentication.status === 'known' ? authentication.caller.accounts : [];
  } catch {
    return [];
  }
}
