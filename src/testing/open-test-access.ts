import { openAccess, type Access } from '../base/access/open-access.ts';
import { openAudit } from '../base/audit/open-audit.ts';
import { auditEntries } from '../base/audit/tables.ts';
import { configSchema } from '../base/config/config-schema.ts';
import type { Store } from '../base/store/store.ts';
import { onTestFinished } from 'vitest';
import { borrowTestStore } from './open-test-store.ts';
import { openTestVault } from './open-test-vault.ts';
import { quietLog } from './quiet-log.ts';

export const accessPassword = 'lemon-harbour-42-tin';

/** People and their proofs, on a store of their own and a clock that the test moves. */
export async function openTestAccess({ access: settings = {}, server = {} }: { access?: Record<string, unknown>; server?: Record<string, unknown> } = {}) {
  const store: Store = await borrowTestStore();
  onTestFinished(() => store.close());
  let now = new Date('2026-11-20T12:00:00Z');
  const clock = () => now;
  const { vault: seals } = await openTestVault(store);
  const config = configSchema.parse({ access: { adminPassword: accessPassword, ...settings }, server: { loginTriesPerMinute: 1_000, ...server } });
  const access: Access = await openAccess({ store, config, clock, log: quietLog, seals, audit: openAudit({ store, clock }), publicUrl: 'http://127.0.0.1:8000' });
  return {
    access,
    store,
    config,
    seals,
    clock,
    wait(seconds: number) {
      now = new Date(now.getTime() + seconds * 1_000);
    },
    audited: async () => (await store.db.select({ action: auditEntries.action }).from(auditEntries).orderBy(auditEntries.sequence)).map(({ action }) => action),
    async person(username = 'admin') {
      const started = await access.login({ username, password: accessPassword }, { headers: new Headers(), address: '198.51.100.7' });
      if (!started) throw new Error('A code was asked for');
      return { ...started, headers: new Headers({ cookie: started.cookies.map((cookie) => cookie.split(';')[0]).join('; ') }) };
    },
  };
}
