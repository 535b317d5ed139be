import { createServer } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestApp, testRoute, testTokens, type TestAppFacts } from '../../testing/open-test-app.ts';
import { startServer } from './start-server.ts';

const asAdmin = { authorization: `Bearer ${testTokens.admin}` };

async function started(facts: TestAppFacts = {}) {
  const opened = await openTestApp(facts);
  const server = await startServer(opened.options);
  onTestFinished(() => server.close());
  return { ...opened, server };
}

describe('the server', () => {
  it('tells the port that it took', async () => {
    const { server } = await started();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d{2,5}$/);
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'ok', version: '1.2.3' });
  });

  it('says that a port is taken and how to choose another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await expect(started({ server: { port } })).rejects.toMatchObject({ code: 'port-taken', message: `Port ${port} of 127.0.0.1 is taken by another program`, hint: expect.stringContaining('--port') });
  });

  it('says that an address is not of this machine', async () => {
    await expect(started({ server: { host: '192.0.2.1' } })).rejects.toMatchObject({ code: 'address-unavailable' });
  });

  it('lets what is being answered come to its end, and ends the streams, when it stops', async () => {
    const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const slow = testRoute(async () => {
      isAsked();
      await released;
      return { shown: 'in the end' };
    });
    const { server } = await started({ routes: [slow] });
    const stream = await fetch(`${server.url}/api/events`, { headers: asAdmin });
    const answer = fetch(`${server.url}/api/test`);
    await asked;
    const closed = server.close();
    expect(await stream.text()).toContain('connected');
    release();
    expect(await (await answer).json()).toEqual({ shown: 'in the end' });
    await closed;
    await expect(fetch(`${server.url}/health`)).rejects.toThrow('fetch failed');
  });

  it('forgets a stream whose reader has gone', async () => {
    const { server, options } = await started();
    const leaving = new AbortController();
    const stream = await fetch(`${server.url}/api/events`, { headers: asAdmin, signal: leaving.signal });
    await stream.body?.getReader().read();
    expect((await options.metrics.expose()).text).toContain('watchkeeper_event_streams 1');
    leaving.abort();
    await expect.poll(async () => (await options.metrics.expose()).text).toContain('watchkeeper_event_streams 0');
  });
});
