import { randomUUID } from 'node:crypto';
import { and, eq, isNotNull, isNull, lte } from 'drizzle-orm';
import { z } from 'zod';
import { isAppError } from '../../core/app-error.ts';
import type { Queue, WorkKind } from '../queue/queue.ts';
import type { Log } from '../telemetry/create-log.ts';
import type { CredentialRow } from './credential-row.ts';
import type { CredentialsRoom } from './credentials-room.ts';
import { nextRotationAt } from './describe-credential.ts';
import { newestRotation, type RotationRow } from './rotation-row.ts';
import { subjectOf } from './rotation-steps.ts';
import { runRotation } from './run-rotation.ts';
import { startRotation } from './start-rotation.ts';
import { credentialRotations, credentials } from './tables.ts';

/** Rotations of one credential share its id as key: no two processes work on the same. */
const rotateWork = {
  name: 'rotate-credential',
  data: z.object({ rotationId: z.string() }),
  oneAtATimePerKey: true,
  retry: { limit: 10, delaySeconds: 10, backoff: true, maxDelaySeconds: 600 },
  expireSeconds: 900,
  heartbeatSeconds: 30,
} as const satisfies WorkKind;

const upkeepWork = { name: 'keep-credentials', data: z.object({}), oneAtATimePerKey: true } as const satisfies WorkKind;

const scheduler = { kind: 'system', id: 'rotation-schedule', name: 'the rotation schedule' } as const;
/** What could not be begun is tried again the day after. */
const againAfterMs = 86_400_000;

export interface RotationWork {
  /** Goes on with a rotation as soon as it may. */
  go(rotation: Pick<RotationRow, 'id' | 'credentialId'>): Promise<void>;
}

/** Takes rotations from step to step, after a crash as well, and begins those that are due. */
export async function openRotationWork({ room, queue, log }: { room: CredentialsRoom; queue: Queue; log: Log }): Promise<RotationWork> {
  const { store, clock } = room;
  const send = async ({ id, credentialId }: Pick<RotationRow, 'id' | 'credentialId'>, startAfterMs = 0) => {
    await queue.send(rotateWork, { rotationId: id }, { key: credentialId, startAfterMs });
  };
  await queue.define(rotateWork);
  await queue.define(upkeepWork);
  await queue.work(rotateWork, { concurrency: 2 }, async ({ data, signal }) => {
    const waitMs = await runRotation(room, data.rotationId, signal);
    const [rotation] = await store.db.select().from(credentialRotations).where(eq(credentialRotations.id, data.rotationId));
    // Longer waits are for the upkeep, which would find the rotation anyway.
    if (waitMs !== null && rotation && waitMs <= upkeepEveryMs) await send(rotation, waitMs);
  });
  await queue.schedule('keep-credentials', upkeepWork, { every: '1m', data: {}, key: 'all' });
  await queue.work(upkeepWork, { concurrency: 1 }, async () => {
    const due = await store.db.select().from(credentialRotations).where(and(eq(credentialRotations.isOver, false), lte(credentialRotations.nextTryAt, clock())));
    for (const rotation of due) await send(rotation);
    for (const id of await beginDue(room, log)) await send(id);
  });
  return { go: (rotation) => send(rotation) };
}

const upkeepEveryMs = 60_000;

/** Begins the rotation of every credential whose time has come. */
export async function beginDue(room: CredentialsRoom, log: Log): Promise<Pick<RotationRow, 'id' | 'credentialId'>[]> {
  const { store, clock } = room;
  const rows = await store.db.select().from(credentials).where(and(isNotNull(credentials.rotateEvery), isNull(credentials.revokedAt)));
  const begun: Pick<RotationRow, 'id' | 'credentialId'>[] = [];
  for (const row of rows) {
    const dueAt = nextRotationAt(row);
    if (!dueAt || dueAt > clock() || !(await mayBegin(room, row))) continue;
    try {
      begun.push({ id: await startRotation(room, row, { actor: scheduler, address: null }), credentialId: row.id });
    } catch (error) {
      if (!isAppError(error)) throw error;
      log.warn({ credential: row.name, because: error.message }, 'A rotation that was due could not begin');
      await noteRefusal(room, row, error.message);
    }
  }
  return begun;
}

async function mayBegin({ store, clock }: CredentialsRoom, row: CredentialRow): Promise<boolean> {
  const newest = await newestRotation(store.db, row.id);
  if (!newest) return true;
  return newest.isOver && (newest.step === 'done' || clock().getTime() - newest.startedAt.getTime() >= againAfterMs);
}

/** Kept as a rotation that failed at once, so that its credential shows it. */
async function noteRefusal({ store, audit, clock }: CredentialsRoom, row: CredentialRow, error: string): Promise<void> {
  const now = clock();
  await store.db.transaction(async (transaction) => {
    await transaction.insert(credentialRotations).values({ id: randomUUID(), credentialId: row.id, step: 'failed', isOver: true, userName: '', keysBefore: [], oldAccessKeyId: row.accessKeyId, newAccessKeyId: null, sealed: null, actor: scheduler, address: null, error, tries: 0, nextTryAt: now, startedAt: now, endedAt: now });
    await audit.add([{ actor: scheduler, action: 'credential.rotation-failed', subject: subjectOf(row), detail: { name: row.name, error }, address: null }], transaction);
  });
}
