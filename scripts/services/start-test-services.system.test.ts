import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { startTestServices } from './start-test-services.ts';

it('starts its own PostgreSQL and Redis, and leaves nothing listening', async () => {
  const services = await startTestServices({});
  const urls = Object.values(services.env);
  await expect(Promise.all(urls.map(listens))).resolves.toEqual([true, true]);
  await services.stop();
  await expect(Promise.all(urls.map(listens))).resolves.toEqual([false, false]);
});

it('takes the services that the variables name, and starts none', async () => {
  const given = { WATCHKEEPER_TEST_DATABASE_URL: 'postgres://db.example:5432/test', WATCHKEEPER_TEST_REDIS_URL: 'redis://cache.example:6379' };
  const services = await startTestServices(given);
  expect(services).toMatchObject({ env: given, missing: [] });
});

async function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  } finally {
    socket.destroy();
  }
}
