import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { accountOfAgent } from '../agents/runtime/account-of-agent.ts';
import { openAccess } from '../base/access/open-access.ts';
import { accessRoutes } from '../base/access/routes.ts';
import { openAudit } from '../base/audit/open-audit.ts';
import { configSchema } from '../base/config/config-schema.ts';
import { openLiveEvents } from '../base/live/open-live-events.ts';
import { createMetrics } from '../base/telemetry/create-metrics.ts';
import { contract } from '../core/contract.ts';
import { route, type Route } from '../core/route.ts';
import type { AppOptions } from '../face/server/create-app.ts';
import { findingRoutes } from '../respond/findings/routes.ts';
import { collectLog } from './collect-log.ts';
import { makeTestFolder } from './make-test-folder.ts';
import { borrowTestStore } from './open-test-store.ts';
import { openTestVault } from './open-test-vault.ts';

export const testTokens = { admin: 'admin-token-for-tests', metrics: 'metrics-token-for-tests' };
export const testPassword = 'a-long-password';

export interface TestAppFacts {
  /** More settings below `access:`. */
  readonly access?: Record<string, unknown>;
  readonly server?: Record<string, unknown>;
  readonly routes?: readonly Route[];
  readonly parts?: AppOptions['parts'];
}

/** What the server stands on, real but for the pages, which are two small files; closed when the test is over. */
export async function openTestApp({ access: more = {}, server = {}, routes = [], parts = {} }: TestAppFacts = {}) {
  const store = await borrowTestStore();
  onTestFinished(() => store.close());
  const config = configSchema.parse({ server: { port: 0, ...server }, access: { adminPassword: testPassword, adminToken: testTokens.admin, metricsToken: testTokens.metrics, ...more } });
  const { log, messages, lines } = collectLog();
  const clock = () => new Date();
  const live = await openLiveEvents({ log });
  const closing = new AbortController();
  const { vault: seals } = await openTestVault(store);
  const audit = openAudit({ store, clock });
  const access = await openAccess({ store, config, clock, log, seals, audit, publicUrl: 'http://127.0.0.1' });
  const options: AppOptions = {
    config,
    log,
    clock,
    version: '1.2.3',
    metrics: createMetrics({ version: '1.2.3', log }),
    access,
    live,
    accountOfAgent: accountOfAgent(store),
    uiFolder: await testPages(),
    routes: [
      ...findingRoutes({ store, live, clock, audit }),
      ...accessRoutes({ access, product: { version: '1.2.3', mode: 'demo', isSimulated: true, startedAt: clock().toISOString() } }),
      ...routes,
    ],
    parts,
    isClosing: closing.signal,
  };
  return { options, audit, seals, store, live, access, messages, lines, stop: () => closing.abort() };
}

/** A contract of its own for a test, with what it answers. */
export function testRoute(handle: () => Promise<{ shown: string }>, stated: { method?: 'get' | 'post'; path?: `/api/${string}`; role?: 'viewer' | 'admin' | 'anyone' } = {}): Route {
  return route(contract({ id: 'test', method: 'get', path: '/api/test', title: 'A test', role: 'anyone', reach: 'nothing', response: z.object({ shown: z.string() }), ...stated }), handle);
}

async function testPages(): Promise<string> {
  const folder = await makeTestFolder();
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><title>Watchkeeper</title>');
  await writeFile(join(folder, 'assets', 'main-abc123.js'), 'export const answer = 42;');
  await writeFile(join(folder, 'watchkeeper.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  return folder;
}
