import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { collectLog } from '../../testing/collect-log.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { makeTestDatabase } from '../../testing/open-test-store.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { startProxy } from '../../testing/start-proxy.ts';
import { startProcess, type TestProcess } from '../../testing/start-process.ts';
import { turnWork } from '../../testing/turn-work.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { openQueue } from './open-queue.ts';
import type { Queue } from './queue.ts';

const soon = { timeout: 15_000, interval: 100 };

describe('the queue shared by several processes', () => {
  let database: Awaited<ReturnType<typeof makeTestDatabase>>;
  let store: Store;
  let queue: Queue;
  const workers: TestProcess[] = [];

  beforeEach(async () => {
    database = await makeTestDatabase();
    store = await openStore({ dataFolder: 'unused', databaseUrl: database.url });
    queue = await openQueue({ store, log: quietLog });
    await queue.define(turnWork);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill('SIGKILL')));
    await queue.close({ graceMs: 0 });
    await store.close();
    await database.drop();
  });

  async function startWorker(): Promise<TestProcess> {
    const worker = startProcess('work-queue', ['unused', database.url]);
    workers.push(worker);
    await worker.printed('open');
    return worker;
  }
  const said = (word: string) => workers.flatMap(({ lines }) => lines.filter((line) => line.startsWith(word)));

  it('starts in several processes at once on a fresh database', async () => {
    await store.execute('drop schema pgboss cascade');
    await Promise.all(Array.from({ length: 6 }, startWorker));
    expect(workers.map(({ errors }) => errors()).join('')).toBe('');
  });

  it('never runs two jobs of a key at once, failing and repeated ones included, and loses none', { timeout: 90_000 }, async () => {
    await Promise.all([startWorker(), startWorker()]);
    const sent: string[] = [];
    for (let i = 0; i < 60; i += 1) {
      // More keys than one process may work on at a time, so that both have a part.
      const key = `key-${i % 8}`;
      const id = await queue.send(turnWork, { key, takesMs: 400, failures: i % 4 === 0 ? 1 : 0 }, { key });
      if (id !== null) sent.push(id);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    await vi.waitFor(async () => expect(await queue.depth(turnWork)).toEqual({ waiting: 0, active: 0, dead: 0 }), { ...soon, timeout: 40_000 });
    expect(said('overlap')).toEqual([]);
    const ended = new Set(said('end').map((line) => line.slice(4)));
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.filter((id) => !ended.has(id))).toEqual([]);
    expect(workers.filter(({ lines }) => lines.some((line) => line.startsWith('end'))), 'both had a part').toHaveLength(2);
  });

  it('stops a job that runs in another process, for good', async () => {
    const worker = await startWorker();
    const id = await queue.send(turnWork, { key: 'a', takesMs: 60_000 }, { key: 'a' });
    await worker.printed(`begin ${id}`);
    await queue.cancelKey(turnWork, 'a');
    await worker.printed(`stopped ${id}`);
    await vi.waitFor(async () => expect(await queue.depth(turnWork)).toEqual({ waiting: 0, active: 0, dead: 0 }), soon);
    const { rows } = await store.execute('select state::text from pgboss.job where id = $1', [id]);
    expect(rows).toEqual([{ state: 'cancelled' }]);
  });

  it('gives the job of a worker that was killed to another one', { timeout: 90_000 }, async () => {
    const first = await startWorker();
    const id = await queue.send(turnWork, { key: 'a', takesMs: 2_000 }, { key: 'a' });
    await first.printed(`begin ${id} 1`);
    await first.kill('SIGKILL');
    await store.execute('delete from at_work');
    const second = await startWorker();
    await second.printed(`end ${id}`);
    expect(second.lines).toContain(`begin ${id} 2`);
    expect(said('overlap')).toEqual([]);
  });

  it('gives the job of a worker that is told to end to another one', { timeout: 60_000 }, async () => {
    const first = await startWorker();
    const id = await queue.send(turnWork, { key: 'a', takesMs: 3_000 }, { key: 'a' });
    await first.printed(`begin ${id} 1`);
    await first.kill('SIGTERM');
    expect(first.lines).toContain(`stopped ${id}`);
    expect(await first.ended()).toBe(0);
    const second = await startWorker();
    await second.printed(`end ${id}`);
  });
});

it('runs a job again that was cut off with its process, when the embedded store is opened again', { timeout: 60_000 }, async () => {
  const dataFolder = await makeTestFolder();
  const store = await openStore({ dataFolder });
  const queue = await openQueue({ store, log: quietLog });
  await queue.define(turnWork);
  const id = await queue.send(turnWork, { key: 'a', takesMs: 3_000 }, { key: 'a' });
  await queue.close();
  await store.close();

  const first = startProcess('work-queue', [dataFolder]);
  await first.printed(`begin ${id} 1`);
  await first.kill('SIGKILL');
  const second = startProcess('work-queue', [dataFolder]);
  await second.printed(`end ${id}`);
  expect(second.lines).toContain(`begin ${id} 2`);
  await second.kill('SIGTERM');
});

it('goes on by itself when the database is lost and found, and says so once each way', { timeout: 60_000 }, async () => {
  const { log, messages } = collectLog();
  const database = await makeTestDatabase();
  onTestFinished(database.drop);
  const proxy = await startProxy(database.url);
  const store = await openStore({ dataFolder: 'unused', databaseUrl: proxy.url });
  const queue = await openQueue({ store, log });
  await queue.define(turnWork);
  const ran: number[] = [];
  await queue.work(turnWork, { concurrency: 2 }, async ({ data }) => void ran.push(data.takesMs));
  await queue.schedule('steady', turnWork, { every: '1s', data: { key: 'a', takesMs: 1 }, key: 'a' });
  await vi.waitFor(() => expect(ran.length).toBeGreaterThan(0), soon);

  proxy.lose();
  await vi.waitFor(() => expect(messages).toContain('The queue has trouble; trying again'), soon);
  await expect(queue.ping()).rejects.toMatchObject({ code: 'store-unreachable' });
  const before = ran.length;
  proxy.restore();
  await vi.waitFor(() => expect(ran.length).toBeGreaterThan(before + 1), soon);
  await queue.ping();
  await vi.waitFor(() => expect(messages).toContain('The queue works again'), { ...soon, timeout: 30_000 });
  expect(messages.filter((message) => message.startsWith('The queue'))).toHaveLength(2);
  await queue.close();
  await store.close();
});
