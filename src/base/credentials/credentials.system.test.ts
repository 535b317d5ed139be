import { expect, it, onTestFinished } from 'vitest';
import { closeTestCredentials, openTestCredentials, testActor } from '../../testing/open-test-credentials.ts';
import { describeOnBothStores } from '../../testing/open-test-store.ts';
import { auditQuerySchema } from '../audit/contract.ts';
import { listAudit } from '../audit/list-audit.ts';
import { verifyAudit } from '../audit/verify-audit.ts';
import { findCredential } from './credential-row.ts';
import { describeCredential } from './describe-credential.ts';
import { accessKeyOpener } from './open-access-key.ts';
import { revokeCredential } from './revoke-credential.ts';
import { runRotation } from './run-rotation.ts';
import { startRotation } from './start-rotation.ts';

describeOnBothStores('an access key', (open) => {
  it('is used, rotated, sealed anew and revoked, by many at the same time, and every use is in a log that is whole', async () => {
    const robot = await openTestCredentials(await open());
    onTestFinished(() => closeTestCredentials(robot));
    const { room, row, sim, key } = robot;
    const { store, vault, uses } = room;
    const openKey = accessKeyOpener(room);
    const use = (run: number, accountId: string) => openKey(row.id, { actor: { kind: 'agent', id: 'watch', name: 'watch' }, purpose: 'reading', accountId, address: null, runId: `run-${run}` });
    const id = await startRotation(room, row, testActor);
    // Two that start at once: the database lets one.
    await expect(startRotation(room, row, testActor)).rejects.toMatchObject({ code: 'conflict' });
    let run = 0;
    for (;;) {
      const waitMs = await runRotation(room, id);
      const given = await Promise.all(Array.from({ length: 10 }, () => use((run += 1), run % 2 === 0 ? row.accountId : '444455556666')));
      for (const one of new Set(given.map(({ accessKeyId }) => accessKeyId))) expect(await robot.keysInAws()).toHaveProperty(one);
      await vault.rewrap({ newKey: true });
      if (waitMs === null) break;
      sim.advance(waitMs);
    }
    const [first, second] = [await use((run += 1), row.accountId), await use((run += 1), row.accountId)];
    expect(first).toEqual(second);
    expect(first.accessKeyId).not.toBe(key.accessKeyId);
    await uses.flush();
    const { entries } = await listAudit(store, auditQuerySchema.parse({ action: 'credential.used', actor: 'watch', limit: 500 }), 'all');
    expect(new Set(entries.flatMap(({ detail }) => detail['runs'] ?? detail['runId'])).size).toBe(run);
    const own = await listAudit(store, auditQuerySchema.parse({ action: 'credential.used', actor: 'watch', limit: 500 }), [row.accountId]);
    expect(own.entries.length).toBeGreaterThan(0);
    expect(JSON.stringify(own)).not.toContain('444455556666');
    await revokeCredential(room, await findCredential(store.db, row.id), { because: 'over', ...testActor });
    await expect(use(0, row.accountId)).rejects.toMatchObject({ code: 'credential-revoked' });
    expect(await describeCredential(store, await findCredential(store.db, row.id), 'all')).toMatchObject({ status: 'revoked', rotation: { step: 'done', error: null }, lastUsedAt: expect.any(String) });
    expect(await verifyAudit(store)).toMatchObject({ isWhole: true, broken: null });
  });
});
