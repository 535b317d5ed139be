import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startServer } from '../../face/server/start-server.ts';
import { closeTestCredentials, openTestCredentials } from '../../testing/open-test-credentials.ts';
import { openTestApp, testTokens } from '../../testing/open-test-app.ts';
import { openEmbeddedTestStore } from '../../testing/open-test-store.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { openQueue } from '../queue/open-queue.ts';
import { credentialSchema } from './contract.ts';
import { credentialRoutes } from './routes.ts';
import { openRotationWork } from './rotation-work.ts';
import { vaultRoutes } from './vault-routes.ts';
import { watchCredentials } from './watch-credentials.ts';

async function openApi() {
  const store = await openEmbeddedTestStore();
  onTestFinished(() => store.close());
  const robot = await openTestCredentials(store);
  onTestFinished(() => closeTestCredentials(robot));
  // The simulated time runs, thirty times as fast as the true one.
  const running = setInterval(() => robot.sim.advance(600), 20);
  onTestFinished(() => clearInterval(running));
  const { room } = robot;
  const queue = await openQueue({ store, log: quietLog });
  const work = await openRotationWork({ room, queue, log: quietLog });
  const told: string[] = [];
  const door = { revoke: () => void told.push('revoke'), allow: () => void told.push('allow'), forget: () => void told.push('forget') };
  const watch = await watchCredentials({ store, door, log: quietLog });
  onTestFinished(async () => {
    await watch.close();
    await queue.close({ graceMs: 0 });
  });
  const app = await openTestApp({ routes: [...credentialRoutes({ room, work, watch, cancelRuns: async () => 2 }), ...vaultRoutes(room)] });
  const server = await startServer(app.options);
  onTestFinished(() => server.close());
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${server.url}/api/${path}`, { method, headers: { authorization: `Bearer ${testTokens.admin}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : z.unknown().parse(JSON.parse(text)) };
  };
  return { ...robot, ask, told };
}

it('is rotated, tested, revoked, allowed again and removed over HTTP, and each is written down', async () => {
  const { ask, row, key, told, keysInAws } = await openApi();
  const { accountId, id } = row;
  expect(await ask('POST', 'credentials', { name: 'spare', accountId, accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' })).toMatchObject({ status: 201, body: { name: 'spare', key: 'AKIA…MNOP', rotateEvery: null } });
  expect(await ask('POST', 'credentials', { name: 'half', accountId, accessKeyId: 'AKIAABCDEFGHIJKLMNOP' })).toMatchObject({ status: 400 });
  expect(await ask('GET', 'credentials')).toMatchObject({ body: { credentials: [{ name: 'robot' }, { name: 'spare' }] } });
  expect(await ask('POST', `credentials/${id}/test`)).toMatchObject({ body: { works: true, accountId } });

  expect(await ask('POST', `credentials/${id}/rotate`)).toMatchObject({ status: 202, body: { rotation: { isOver: false, startedBy: expect.any(String) } } });
  const shown = async () => credentialSchema.parse((await ask('GET', `credentials/${id}`)).body);
  await expect.poll(async () => (await shown()).rotation?.step, { timeout: 40_000, interval: 250 }).toBe('done');
  expect(Object.keys(await keysInAws())).not.toContain(key.accessKeyId);
  expect(await ask('POST', `credentials/${id}/test`)).toMatchObject({ body: { works: true } });

  expect(await ask('POST', `credentials/${id}/revoke`, { because: 'It leaked' })).toMatchObject({ status: 200, body: { cancelledRuns: 2, inAws: expect.stringContaining('is inactive in AWS'), credential: { status: 'revoked', revoked: { because: 'It leaked', isInactiveInAws: true } } } });
  expect(Object.values(await keysInAws())).toEqual(['Inactive']);
  expect(told).toContain('revoke');
  expect(await ask('POST', `credentials/${id}/test`)).toMatchObject({ status: 409, body: { code: 'credential-revoked' } });
  expect(await ask('DELETE', `credentials/${id}/revoke`)).toMatchObject({ body: { status: 'active' } });
  expect(told.at(-1)).toBe('allow');

  const { entries } = z.object({ entries: z.array(z.object({ action: z.string(), address: z.string().nullable() })) }).parse((await ask('GET', `credentials/${id}/audit?limit=100`)).body);
  expect(new Set(entries.map(({ action }) => action))).toEqual(new Set(['credential.created', 'credential.used', 'credential.rotation-started', 'credential.rotated', 'credential.rotation-finished', 'credential.revoked', 'credential.deactivated', 'credential.allowed']));
  expect(await ask('DELETE', `credentials/${id}`)).toMatchObject({ status: 204 });
  expect(await ask('GET', `credentials/${id}`)).toMatchObject({ status: 404 });

  expect(await ask('POST', 'vault/rewrap', { newKey: true })).toMatchObject({ body: { rewrapped: 1, failed: [] } });
  expect(await ask('GET', 'vault')).toMatchObject({ body: { keyring: 'local', secrets: 1, trouble: null } });
}, 90_000);
