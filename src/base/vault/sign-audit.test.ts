import { expect, it, onTestFinished } from 'vitest';
import { collectLog } from '../../testing/collect-log.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { borrowTestStore, closingAfterEach } from '../../testing/open-test-store.ts';
import { openTestVault } from '../../testing/open-test-vault.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { startTransitServer } from '../../testing/start-transit-server.ts';
import type { AuditEntry } from '../audit/audit.ts';
import { openAudit } from '../audit/open-audit.ts';
import { auditEntries } from '../audit/tables.ts';
import { verifyAudit } from '../audit/verify-audit.ts';
import { auditKey, signAudit } from './sign-audit.ts';

const open = closingAfterEach(borrowTestStore);
const clock = () => new Date();
const entry: AuditEntry = { actor: { kind: 'system', id: 's', name: 's' }, action: 'a', subject: { kind: 'k', id: 'i' }, address: null };

it('is signed with one key by all processes that begin at the same time', async () => {
  const store = await open();
  const folder = await makeTestFolder();
  const processes = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const audit = openAudit({ store, clock });
      const { vault } = await openTestVault(store, { folder });
      await signAudit({ store, audit, vault, log: quietLog });
      return { audit, vault };
    }),
  );
  for (const { audit, vault } of processes) {
    await audit.add([entry]);
    expect(await verifyAudit(store, { headKey: await auditKey(store, vault) })).toMatchObject({ isWhole: true, signature: 'signed' });
  }
  expect((await store.db.select({ action: auditEntries.action }).from(auditEntries)).filter(({ action }) => action === 'audit.signing-began')).toHaveLength(1);
});

it('goes on unsigned while the keyring is away, and what was signed before still counts', async () => {
  const store = await open();
  const server = await startTransitServer();
  const settings = { keyring: 'transit', transit: { address: server.address, token: server.rootToken } };
  const begin = async (log = quietLog) => {
    const audit = openAudit({ store, clock });
    const { vault } = await openTestVault(store, { settings });
    const signing = await signAudit({ store, audit, vault, log });
    onTestFinished(() => signing.close());
    return { audit, vault };
  };
  const { audit } = await begin();
  await audit.add([entry]);
  await server.vanish();
  const { log, messages } = collectLog();
  const later = await begin(log);
  expect(messages).toContainEqual(expect.stringContaining('cannot be had yet'));
  await later.audit.add([entry, entry]);
  expect(await auditKey(store, later.vault)).toBeUndefined();
  expect(await verifyAudit(store)).toMatchObject({ isWhole: true, entries: 4, signature: 'not-checked' });
  await server.comeBack();
  const headKey = await auditKey(store, later.vault);
  expect(await verifyAudit(store, { headKey })).toMatchObject({ isWhole: true, signature: 'signed' });
  await store.execute("update audit_head set signature = repeat('0', 64)");
  expect(await verifyAudit(store, { headKey })).toMatchObject({ isWhole: false, broken: { kind: 'changed' } });
});
