import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { closeTestCredentials, openTestCredentials, testActor, type OpenTestCredentials } from '../../testing/open-test-credentials.ts';
import { borrowTestStore, closingAfterEach } from '../../testing/open-test-store.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { connectAccount } from '../accounts/connect-account.ts';
import { CallFailure } from '../aws/call-failure.ts';
import { openAwsDoor } from '../aws/open-aws-door.ts';
import { findCredential } from './credential-row.ts';
import { accessKeyOpener } from './open-access-key.ts';
import { allowCredential, revokeCredential } from './revoke-credential.ts';
import { runRotation } from './run-rotation.ts';
import { startRotation } from './start-rotation.ts';
import { watchCredentials } from './watch-credentials.ts';

const open = closingAfterEach(borrowTestStore);
const opened: OpenTestCredentials[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await closeTestCredentials(one);
});

async function withProcesses(count: number) {
  const robot = await openTestCredentials(await open());
  opened.push(robot);
  const { room, row } = robot;
  const account = await connectAccount(room.store, { accountId: row.accountId, name: 'production', isSimulated: false, credential: { kind: 'access_key', credentialId: row.id }, regions: ['us-east-1'], organizationId: null, origin: 'person', regionMode: 'chosen' }, room.clock);
  const processes = await Promise.all(
    Array.from({ length: count }, async () => {
      const door = openAwsDoor({ config: { ...room.aws, callsPerSecond: 1_000 }, clock: room.clock, openAccessKey: accessKeyOpener(room) });
      const watch = await watchCredentials({ store: room.store, door, log: quietLog });
      onTestFinished(async () => {
        await watch.close();
        await door.close();
      });
      const ask = () => door.for(account, 'us-east-1', { actions: ['sts:GetCallerIdentity'], caller: 'agent-1', runId: 'run-1' }).call('sts', 'GetCallerIdentity', {});
      return { ask, watch };
    }),
  );
  return { ...robot, processes, current: () => findCredential(room.store.db, row.id) };
}

function reasonOf(error: unknown): string {
  return error instanceof CallFailure ? error.gap.reason : String(error);
}

describe('watching credentials', () => {
  it('ends every use in every process within seconds of a revocation, under load, and lets it go on when that is taken back', async () => {
    const { room, processes, current, sim } = await withProcesses(2);
    let isStopped = false;
    let answered = 0;
    const endings: string[] = [];
    const load = processes.flatMap(({ ask }) =>
      Array.from({ length: 10 }, async () => {
        while (!isStopped) {
          try {
            await ask();
            answered += 1;
          } catch (error) {
            endings.push(reasonOf(error));
            return;
          }
        }
      }),
    );
    await expect.poll(() => answered, { timeout: 15_000 }).toBeGreaterThan(40);
    await revokeCredential(room, await current(), { because: 'It leaked', ...testActor });
    await expect.poll(() => endings.length, { timeout: 10_000 }).toBe(20);
    isStopped = true;
    await Promise.all(load);
    expect([...new Set(endings)]).toEqual(['revoked']);
    const calls = sim.sim.calls();
    for (const { ask } of processes) await expect(ask()).rejects.toMatchObject({ gap: { reason: 'revoked', because: expect.stringContaining('It leaked') } });
    expect(sim.sim.calls()).toBe(calls);
    await allowCredential(room, await current(), testActor);
    for (const { watch, ask } of processes) {
      await watch.look();
      expect(await ask()).toMatchObject({ Arn: expect.stringContaining('user/robot') });
    }
  }, 60_000);

  it('ends a call that hangs, and begins with what was revoked before', async () => {
    const { room, processes, current, sim } = await withProcesses(1);
    const [process] = processes;
    sim.sim.faults.add({ match: { operation: 'GetCallerIdentity' }, fault: { kind: 'slow', delayMs: 60_000 }, times: 1 });
    const hanging = process?.ask().catch(reasonOf);
    await sleep(300);
    await revokeCredential(room, await current(), { because: 'It leaked', ...testActor });
    await process?.watch.look();
    expect(await hanging).toBe('revoked');
    const door = openAwsDoor({ config: room.aws, clock: room.clock, openAccessKey: accessKeyOpener(room) });
    onTestFinished(() => door.close());
    const revoked: unknown[] = [];
    const watch = await watchCredentials({ store: room.store, door: { ...door, revoke: (what, because) => revoked.push([what, because]) }, log: quietLog });
    await watch.close();
    expect(revoked).toEqual([[{ credentialId: (await current()).id }, 'It leaked']]);
  }, 30_000);

  it('gives the new key to those who use the old one, before that is made inactive', async () => {
    const { room, row, processes, sim, key, keysInAws } = await withProcesses(1);
    const [process] = processes;
    await process?.ask();
    const id = await startRotation(room, row, testActor);
    for (;;) {
      const waitMs = await runRotation(room, id);
      await process?.watch.look();
      expect(await process?.ask()).toMatchObject({ Arn: expect.stringContaining('user/robot') });
      if (waitMs === null) break;
      sim.advance(waitMs);
    }
    expect(await keysInAws()).not.toHaveProperty(key.accessKeyId);
  }, 30_000);
});
