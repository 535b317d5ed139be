import { DeleteAccessKeyCommand } from '@aws-sdk/client-iam';
import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { Crash, crashingStore } from '../../testing/crashing-store.ts';
import { closeTestCredentials, openTestCredentials, testActor, type OpenTestCredentials } from '../../testing/open-test-credentials.ts';
import { borrowTestStore, closingAfterEach } from '../../testing/open-test-store.ts';
import { auditEntries } from '../audit/tables.ts';
import { vaultDataKeys } from '../vault/tables.ts';
import { accessKeyOpener } from './open-access-key.ts';
import { deactivateInAws, revokeCredential } from './revoke-credential.ts';
import { newestRotation } from './rotation-row.ts';
import { runRotation } from './run-rotation.ts';
import { startRotation } from './start-rotation.ts';
import { undoRotation } from './undo-rotation.ts';
import { credentials } from './tables.ts';
import { rotationActions } from './user-keys.ts';
import type { CredentialsRoom } from './credentials-room.ts';

const open = closingAfterEach(borrowTestStore);
const opened: OpenTestCredentials[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await closeTestCredentials(one);
});

async function withRobot(facts: Parameters<typeof openTestCredentials>[1] = {}) {
  const robot = await openTestCredentials(await open(), facts);
  opened.push(robot);
  const { room, row } = robot;
  const use = { actor: testActor.actor, purpose: 'test', accountId: row.accountId, address: null };
  return {
    ...robot,
    /** As whoever uses the credential is given it. */
    given: (of: CredentialsRoom = room) => accessKeyOpener(of)(row.id, use),
    rotation: async () => newestRotation(room.store.db, row.id),
    actions: async () => {
      await room.uses.flush();
      return (await room.store.db.select({ action: auditEntries.action }).from(auditEntries).orderBy(auditEntries.sequence)).map(({ action }) => action).filter((action) => action !== 'credential.used');
    },
  };
}

type Robot = Awaited<ReturnType<typeof withRobot>>;

/** Lets time pass until the rotation is over, or until it has come to a step. */
async function runUntil(robot: Robot, id: string, step?: string, room = robot.room): Promise<void> {
  for (let left = 60; left > 0; left -= 1) {
    const waitMs = await runRotation(room, id);
    if (waitMs === null || (await robot.rotation())?.step === step) return;
    robot.sim.advance(waitMs);
  }
  throw new Error(`The rotation did not come to its end: ${JSON.stringify(await robot.rotation())}`);
}

describe('rotating an access key', () => {
  it('makes a new key, tries it until it works, gives it out, and only then retires the old one', async () => {
    const robot = await withRobot();
    const { room, row, key } = robot;
    const id = await startRotation(room, row, testActor);
    await runUntil(robot, id, 'testing');
    const keys = await robot.keysInAws();
    expect(Object.values(keys)).toEqual(['Active', 'Active']);
    expect(await robot.given()).toEqual(key);
    await runUntil(robot, id, 'deactivating');
    const newKey = await robot.given();
    expect(newKey.accessKeyId).not.toBe(key.accessKeyId);
    expect([await robot.works(key), await robot.works(newKey)]).toEqual([true, true]);
    await runUntil(robot, id, 'waiting');
    expect(await robot.keysInAws()).toEqual({ [key.accessKeyId]: 'Inactive', [newKey.accessKeyId]: 'Active' });
    await runUntil(robot, id);
    expect(await robot.keysInAws()).toEqual({ [newKey.accessKeyId]: 'Active' });
    expect(await robot.rotation()).toMatchObject({ step: 'done', isOver: true, error: null, sealed: null });
    expect(await robot.actions()).toEqual(['credential.created', 'credential.rotation-started', 'credential.rotated', 'credential.rotation-finished']);
    // Of the two keys only the one in use can still be read.
    expect(await room.store.db.$count(vaultDataKeys)).toBe(1);
    const again = await startRotation(room, await currentRow(robot), testActor);
    await runUntil(robot, again);
    expect((await robot.given()).accessKeyId).not.toBe(newKey.accessKeyId);
  });

  it.each([
    ['a second key', async (robot: Robot) => void (await robot.makeOtherKey()), /has two access keys already \(the other: AKIA….{4}, active\)/],
    ['a rotation that runs', async (robot: Robot) => void (await startRotation(robot.room, robot.row, testActor)), /is being rotated already/],
    ['an old key in its last hours', async (robot: Robot) => runUntil(robot, await startRotation(robot.room, robot.row, testActor), 'waiting'), /its old key AKIA….{4} is inactive and is deleted at/],
  ])('is refused where there is %s', async (_what, prepare, message) => {
    const robot = await withRobot();
    await prepare(robot);
    await expect(startRotation(robot.room, await currentRow(robot), testActor)).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(message) });
  });

  it('is refused before it begins where the key may not look at the keys of its user', async () => {
    const robot = await withRobot({ allowed: ['sts:GetCallerIdentity'] });
    await expect(startRotation(robot.room, robot.row, testActor)).rejects.toMatchObject({ code: 'could-not-look', message: expect.stringContaining('iam:ListAccessKeys is not allowed') });
    expect(await robot.rotation()).toBeUndefined();
  });

  it.each([
    ['make', 'iam:CreateAccessKey', 'failed', /iam:CreateAccessKey is not allowed/],
    ['deactivate', 'iam:UpdateAccessKey', 'failed', /iam:UpdateAccessKey is not allowed/],
  ])('goes back to the old key where it may not %s keys, and leaves nothing behind', async (_what, missing, step, because) => {
    const robot = await withRobot({ allowed: rotationActions.filter((action) => action !== missing) });
    const id = await startRotation(robot.room, robot.row, testActor);
    await runUntil(robot, id);
    expect(await robot.rotation()).toMatchObject({ step, isOver: true, error: expect.stringMatching(because) });
    expect(await robot.given()).toEqual(robot.key);
    expect(await robot.keysInAws()).toEqual({ [robot.key.accessKeyId]: 'Active' });
    expect(await robot.actions()).toContain('credential.rotation-failed');
    expect(await robot.room.store.db.$count(vaultDataKeys)).toBe(1);
  });

  it('keeps the new key where it may not delete the old one, and says which is left', async () => {
    const robot = await withRobot({ allowed: rotationActions.filter((action) => action !== 'iam:DeleteAccessKey') });
    await runUntil(robot, await startRotation(robot.room, robot.row, testActor));
    expect(await robot.rotation()).toMatchObject({ step: 'done', error: expect.stringMatching(/^The old key AKIA….{4} is inactive and could not be deleted: .*iam:DeleteAccessKey is not allowed\. Delete it in IAM$/) });
    expect(await robot.works(await robot.given())).toBe(true);
    expect((await robot.keysInAws())[robot.key.accessKeyId]).toBe('Inactive');
  });

  it('goes back when the new key never begins to work', async () => {
    const robot = await withRobot();
    const id = await startRotation(robot.room, robot.row, testActor);
    await runUntil(robot, id, 'testing');
    const { newAccessKeyId } = (await robot.rotation()) ?? {};
    await robot.iam.send(new DeleteAccessKeyCommand({ UserName: 'robot', AccessKeyId: newAccessKeyId ?? '' }));
    await runUntil(robot, id);
    expect(await robot.rotation()).toMatchObject({ step: 'failed', error: expect.stringContaining('AWS does not know the key') });
    expect(await robot.given()).toEqual(robot.key);
  });

  it.each(['CreateAccessKey', 'GetCallerIdentity', 'UpdateAccessKey', 'DeleteAccessKey'])('outlasts lost answers to %s', async (operation) => {
    const robot = await withRobot();
    const id = await startRotation(robot.room, robot.row, testActor);
    robot.sim.sim.faults.add({ match: { operation }, fault: { kind: 'truncated-body' }, times: 2 });
    await runUntil(robot, id);
    expect(await robot.rotation()).toMatchObject({ step: 'done', error: null });
    const given = await robot.given();
    expect(await robot.keysInAws()).toEqual({ [given.accessKeyId]: 'Active' });
    expect(given.accessKeyId).not.toBe(robot.key.accessKeyId);
  });

  it.each(['testing', 'deactivating', 'waiting'])('is undone from %s', async (step) => {
    const robot = await withRobot();
    const id = await startRotation(robot.room, robot.row, testActor);
    await runUntil(robot, id, step);
    await undoRotation(robot.room, await currentRow(robot), testActor);
    await runUntil(robot, id);
    expect(await robot.rotation()).toMatchObject({ step: 'failed', error: 'Undone by ada' });
    expect(await robot.given()).toEqual(robot.key);
    expect(await robot.works(robot.key)).toBe(true);
    expect(await robot.keysInAws()).toEqual({ [robot.key.accessKeyId]: 'Active' });
  });

  it('says so when it cannot go back, and leaves the key that works', async () => {
    const robot = await withRobot();
    const id = await startRotation(robot.room, robot.row, testActor);
    await runUntil(robot, id, 'waiting');
    await robot.iam.send(new DeleteAccessKeyCommand({ UserName: 'robot', AccessKeyId: robot.key.accessKeyId }));
    await undoRotation(robot.room, await currentRow(robot), testActor);
    await runUntil(robot, id);
    expect(await robot.rotation()).toMatchObject({ step: 'failed', error: expect.stringContaining('It could not be undone') });
    expect(await robot.works(await robot.given())).toBe(true);
  });

  it.each(['testing', 'deactivating', 'waiting'])('ends at once when the credential is revoked while it is %s, and no key of the user works any more', async (step) => {
    const robot = await withRobot();
    const id = await startRotation(robot.room, robot.row, testActor);
    await runUntil(robot, id, step);
    await revokeCredential(robot.room, await currentRow(robot), { because: 'leaked', ...testActor });
    expect(await deactivateInAws(robot.room, await currentRow(robot), testActor)).toContain('is inactive in AWS');
    await runUntil(robot, id);
    expect(await robot.rotation()).toMatchObject({ step: 'failed', error: 'The credential was revoked' });
    await expect(robot.given()).rejects.toMatchObject({ code: 'credential-revoked' });
    expect(Object.values(await robot.keysInAws())).toEqual(['Inactive', 'Inactive']);
  });

  it('comes to the same end wherever it crashes', async () => {
    const robot = await withRobot();
    let crashes = 0;
    for (let at = 1; ; at += 1) {
      const before = await robot.given();
      const id = await startRotation(robot.room, await currentRow(robot), testActor);
      const hasCrashed = await crashBefore(robot, id, at);
      // Whatever happened, whoever uses the credential has a key that works.
      expect(await robot.works(await robot.given()), `crash ${at}`).toBe(true);
      await runUntil(robot, id);
      const given = await robot.given();
      expect(await robot.rotation(), `crash ${at}`).toMatchObject({ step: 'done', error: null });
      expect(await robot.keysInAws(), `crash ${at}`).toEqual({ [given.accessKeyId]: 'Active' });
      expect(given.accessKeyId).not.toBe(before.accessKeyId);
      if (!hasCrashed) break;
      crashes += 1;
    }
    expect(crashes).toBeGreaterThan(20);
  }, 120_000);

  it('comes to the old key wherever its way back crashes', async () => {
    const robot = await withRobot();
    let crashes = 0;
    for (let at = 1; ; at += 1) {
      const id = await startRotation(robot.room, await currentRow(robot), testActor);
      await runUntil(robot, id, 'waiting');
      await undoRotation(robot.room, await currentRow(robot), testActor);
      const hasCrashed = await crashBefore(robot, id, at);
      await runUntil(robot, id);
      expect(await robot.given(), `crash ${at}`).toEqual(robot.key);
      expect(await robot.keysInAws(), `crash ${at}`).toEqual({ [robot.key.accessKeyId]: 'Active' });
      if (!hasCrashed) break;
      crashes += 1;
    }
    expect(crashes).toBeGreaterThan(5);
  }, 120_000);
});

/** Runs in a process that dies before one of its statements; false when it came to its end before. */
async function crashBefore(robot: Robot, id: string, statement: number): Promise<boolean> {
  const room = await robot.openRoom(robot.room.store);
  const dying = { ...room, store: crashingStore(robot.room.store, statement) };
  try {
    await runUntil(robot, id, undefined, dying);
    return false;
  } catch (error) {
    if (error instanceof Crash) return true;
    throw error;
  }
}

async function currentRow(robot: Robot) {
  const [row] = await robot.room.store.db.select().from(credentials).where(eq(credentials.id, robot.row.id));
  if (!row) throw new Error('the credential is gone');
  return row;
}
