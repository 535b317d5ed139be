import { UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { closeTestCredentials, openTestCredentials, testActor, type OpenTestCredentials } from '../../testing/open-test-credentials.ts';
import { borrowTestStore, closingAfterEach } from '../../testing/open-test-store.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { connectAccount } from '../accounts/connect-account.ts';
import { accounts } from '../accounts/tables.ts';
import { auditEntries } from '../audit/tables.ts';
import { vaultDataKeys } from '../vault/tables.ts';
import { findCredential } from './credential-row.ts';
import { describeCredential, listCredentials } from './describe-credential.ts';
import { createCredential, deleteCredential, updateCredential } from './manage-credentials.ts';
import { accessKeyOpener } from './open-access-key.ts';
import { allowCredential, deactivateInAws, revokeCredential } from './revoke-credential.ts';
import { beginDue } from './rotation-work.ts';
import { credentialRotations, credentials } from './tables.ts';
import { testCredential } from './test-credential.ts';
import { openUseLog } from './use-log.ts';

const open = closingAfterEach(borrowTestStore);
const opened: OpenTestCredentials[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await closeTestCredentials(one);
});

async function withRobot(facts: Parameters<typeof openTestCredentials>[1] = {}) {
  const robot = await openTestCredentials(await open(), facts);
  opened.push(robot);
  const { room, row } = robot;
  const current = () => findCredential(room.store.db, row.id);
  return { ...robot, current, open: accessKeyOpener(room), shown: async () => describeCredential(room.store, await current(), 'all') };
}

const use = (facts: Partial<{ id: string; runId: string; accountId: string }> = {}) => ({ actor: { kind: 'agent' as const, id: facts.id ?? 'agent-1', name: 'CloudTrail watch' }, purpose: 'reading CloudTrail', accountId: facts.accountId ?? '111122223333', address: null, ...(facts.runId === undefined ? {} : { runId: facts.runId }) });
const newKey = { accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

describe('a credential', () => {
  it('shows all of itself but its key, and whom it serves', async () => {
    const { room, row, key, shown } = await withRobot();
    await connectAccount(room.store, { accountId: row.accountId, name: 'production', isSimulated: false, credential: { kind: 'access_key', credentialId: row.id }, regions: ['us-east-1'], organizationId: null, origin: 'person', regionMode: 'chosen' }, room.clock);
    const credential = await shown();
    expect(credential).toMatchObject({ name: 'robot', accountId: row.accountId, key: `AKIA…${key.accessKeyId.slice(-4)}`, status: 'active', revoked: null, isTemporary: false, rotation: null, usedBy: [{ accountId: row.accountId, name: 'production' }] });
    expect(JSON.stringify([credential, await room.store.db.select().from(credentials), await room.store.db.select().from(vaultDataKeys), await room.store.db.select().from(auditEntries)])).not.toContain(key.secretAccessKey);
    expect(await listCredentials(room.store, ['444455556666'])).toEqual([]);
    await expect(findCredential(room.store.db, row.id, ['444455556666'])).rejects.toMatchObject({ code: 'not-found' });
  });

  it('has a name of its own and all parts of its key', async () => {
    const { room, row } = await withRobot();
    const order = { name: 'other', accountId: row.accountId, rotateEvery: null, ...newKey };
    await expect(createCredential(room, { ...order, name: 'robot' }, testActor)).rejects.toMatchObject({ code: 'conflict' });
    await expect(createCredential(room, { ...order, accessKeyId: 'ASIAABCDEFGHIJKLMNOP' }, testActor)).rejects.toMatchObject({ code: 'bad-request', message: expect.stringContaining('session token') });
    await expect(createCredential(room, { ...order, sessionToken: 'a-token-of-a-session' }, testActor)).rejects.toMatchObject({ code: 'bad-request' });
    expect(await createCredential(room, order, testActor)).toMatchObject({ name: 'other', version: 1 });
  });

  it('is given another key, and the old one can never be read again', async () => {
    const { room, row, open: openKey, current } = await withRobot();
    await updateCredential(room, row, { change: { name: 'renamed', rotateEvery: '90d', ...newKey }, ...testActor });
    expect(await openKey(row.id, use())).toEqual(newKey);
    expect(await current()).toMatchObject({ name: 'renamed', rotateEvery: '90d', version: 2 });
    await expect(room.vault.unsealField({ owner: `credential/${row.id}`, field: 'access-key', accountId: row.accountId, version: 1, sealed: row.sealed })).rejects.toMatchObject({ code: 'vault-damaged' });
  });

  it('does not open when it was given the key or the account of another in the database', async () => {
    const { room, row, open: openKey } = await withRobot();
    const other = await createCredential(room, { name: 'other', accountId: '444455556666', rotateEvery: null, ...newKey }, testActor);
    for (const change of [{ sealed: other.sealed }, { accountId: '444455556666' }, { accessKeyId: newKey.accessKeyId }, { version: 2 }]) {
      await room.store.db.update(credentials).set({ ...row, ...change }).where(eq(credentials.id, row.id));
      await expect(openKey(row.id, use())).rejects.toMatchObject({ code: 'vault-damaged' });
    }
    await room.store.db.update(credentials).set(row).where(eq(credentials.id, row.id));
    expect(await openKey(row.id, use())).toBeDefined();
  });

  it('is not forgotten while an account is reached with it', async () => {
    const { room, row } = await withRobot();
    await connectAccount(room.store, { accountId: row.accountId, name: 'production', isSimulated: false, credential: { kind: 'role', roleArn: `arn:aws:iam::${row.accountId}:role/Read`, via: { kind: 'access_key', credentialId: row.id } }, regions: ['us-east-1'], organizationId: null, origin: 'person', regionMode: 'chosen' }, room.clock);
    await expect(deleteCredential(room, row, testActor)).rejects.toMatchObject({ code: 'conflict', message: '"robot" is used by connected accounts or organisations' });
    await room.store.db.update(accounts).set({ status: 'inactive' });
    await deleteCredential(room, row, testActor);
    expect(await room.store.db.$count(vaultDataKeys)).toBe(0);
  });

  it('is tested, and the answer says what is wrong', async () => {
    const { room, row, iam, key } = await withRobot();
    expect(await testCredential(room, row, testActor)).toEqual({ works: true, accountId: row.accountId, arn: `arn:aws:iam::${row.accountId}:user/robot` });
    await iam.send(new UpdateAccessKeyCommand({ UserName: 'robot', AccessKeyId: key.accessKeyId, Status: 'Inactive' }));
    expect(await testCredential(room, row, testActor)).toMatchObject({ works: false, because: expect.stringMatching(/^AWS does not know the key AKIA….{4}, or it is inactive$/) });
    const wrong = await createCredential(room, { name: 'wrong secret', accountId: row.accountId, rotateEvery: null, accessKeyId: key.accessKeyId, secretAccessKey: newKey.secretAccessKey }, testActor);
    await iam.send(new UpdateAccessKeyCommand({ UserName: 'robot', AccessKeyId: key.accessKeyId, Status: 'Active' }));
    expect(await testCredential(room, wrong, testActor)).toMatchObject({ works: false, because: expect.stringContaining('The secret does not belong to the key') });
    const elsewhere = await createCredential(room, { name: 'elsewhere', accountId: '444455556666', rotateEvery: null, ...key }, testActor);
    expect(await testCredential(room, elsewhere, testActor)).toMatchObject({ works: false, because: `The key belongs to account ${row.accountId}, not to 444455556666` });
  });
});

describe('using a credential', () => {
  it('is written down: who, for what, where and in which run; many at once in one transaction', async () => {
    const { room, row, open: openKey } = await withRobot();
    await Promise.all(Array.from({ length: 200 }, (_, i) => openKey(row.id, use({ id: `agent-${i}`, runId: `run-${i}`, accountId: '444455556666' }))));
    expect(await room.store.db.$count(auditEntries)).toBe(1);
    await room.uses.close();
    const entries = (await room.store.db.select().from(auditEntries)).filter(({ action }) => action === 'credential.used');
    expect(new Set(entries.map(({ actorId }) => actorId)).size).toBe(200);
    expect(entries[0]).toMatchObject({ actorKind: 'agent', subjectKind: 'credential', subjectId: row.id, accountId: row.accountId, detail: { purpose: 'reading CloudTrail', usedFor: '444455556666', runId: expect.stringMatching(/^run-/) } });
    expect((await findCredential(room.store.db, row.id)).lastUsedAt).not.toBeNull();
  });

  it('is not lost when it cannot be written at first', async () => {
    const { room, row } = await withRobot();
    let isAway = true;
    const audit = { add: async (...given: Parameters<typeof room.audit.add>) => (isAway ? Promise.reject(new Error('away')) : room.audit.add(...given)) };
    const uses = openUseLog({ store: room.store, audit, clock: room.clock, log: quietLog });
    uses.note(row, use());
    await uses.flush();
    isAway = false;
    await uses.close();
    expect((await room.store.db.select().from(auditEntries)).map(({ action }) => action)).toEqual(['credential.created', 'credential.used']);
  });
});

describe('revoking a credential', () => {
  it('ends every use, makes the key inactive in AWS, and is taken back by another', async () => {
    const robot = await withRobot();
    const { room, row, key } = robot;
    await revokeCredential(room, row, { because: 'It was in a repository', ...testActor });
    await expect(robot.open(row.id, use())).rejects.toMatchObject({ code: 'credential-revoked', message: expect.stringContaining('It was in a repository') });
    await expect(testCredential(room, await robot.current(), testActor)).rejects.toMatchObject({ code: 'credential-revoked' });
    expect(await deactivateInAws(room, row, testActor)).toMatch(/^The key AKIA….{4} is inactive in AWS$/);
    expect(await robot.keysInAws()).toEqual({ [key.accessKeyId]: 'Inactive' });
    expect(await robot.shown()).toMatchObject({ status: 'revoked', revoked: { by: 'ada', because: 'It was in a repository', isInactiveInAws: true } });
    await allowCredential(room, await robot.current(), testActor);
    expect(await robot.open(row.id, use())).toEqual(key);
    expect((await room.store.db.select().from(auditEntries).orderBy(auditEntries.sequence)).map(({ action }) => action)).toEqual(['credential.created', 'credential.revoked', 'credential.deactivated', 'credential.allowed']);
  });

  it('stops it here even where AWS does not let it, and says so', async () => {
    const { room, row, current, keysInAws, key } = await withRobot({ allowed: ['sts:GetCallerIdentity'] });
    await revokeCredential(room, row, { because: 'leaked', ...testActor });
    expect(await deactivateInAws(room, await current(), testActor)).toMatch(/could not be made inactive in AWS: .*iam:UpdateAccessKey is not allowed\. Make it inactive in IAM$/);
    expect(await keysInAws()).toEqual({ [key.accessKeyId]: 'Active' });
    expect(await current()).toMatchObject({ deactivatedAt: null });
  });
});

describe('rotating on a schedule', () => {
  it('begins when the time has come, once, and keeps why it could not', async () => {
    const { room, row, sim, makeOtherKey, shown } = await withRobot();
    await updateCredential(room, row, { change: { rotateEvery: '1d' }, ...testActor });
    expect(await beginDue(room, quietLog)).toEqual([]);
    await room.store.db.update(credentials).set({ rotatedAt: new Date(sim.world.clock().getTime() - 90_000_000) });
    await makeOtherKey();
    expect(await beginDue(room, quietLog)).toEqual([]);
    expect(await shown()).toMatchObject({ rotation: { step: 'failed', startedBy: 'the rotation schedule', error: expect.stringContaining('two access keys already') } });
    expect(await beginDue(room, quietLog)).toEqual([]);
    expect(await room.store.db.$count(credentialRotations)).toBe(1);
    await room.store.db.delete(credentialRotations);
    for (const id of Object.keys(sim.member().users.get('robot')?.accessKeys ?? {}).slice(1)) sim.member().users.get('robot')?.accessKeys.splice(Number(id), 1);
    expect(await beginDue(room, quietLog)).toMatchObject([{ credentialId: row.id }]);
    expect(await beginDue(room, quietLog)).toEqual([]);
  });
});
