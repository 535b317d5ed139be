import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, it, onTestFinished, vi } from 'vitest';
import { collectLog } from '../../testing/collect-log.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { makeTestDatabase } from '../../testing/open-test-store.ts';
import { startProxy } from '../../testing/start-proxy.ts';
import { startProcess } from '../../testing/start-process.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';

async function freshDatabase(): Promise<string> {
  const { url, drop } = await makeTestDatabase();
  onTestFinished(drop);
  return url;
}

async function appliedMigrations(store: Store): Promise<unknown[]> {
  const { rows } = await store.execute('select hash from drizzle.__drizzle_migrations order by id');
  return rows.map(({ hash }) => hash);
}

it('keeps every acknowledged row, and no half of a transaction, over kill -9 at any moment', { timeout: 120_000 }, async () => {
  const dataFolder = await makeTestFolder();
  const acknowledged: number[] = [];
  let next = 0;
  for (let round = 0; round < 5; round += 1) {
    const writer = startProcess('write-rows', [dataFolder, String(next)]);
    await writer.printed('wrote');
    await sleep(Math.random() * 400);
    await writer.kill('SIGKILL');
    acknowledged.push(...writer.lines.filter((line) => line.startsWith('wrote ')).map((line) => Number(line.slice(6))));
    next = Math.max(...acknowledged) + 1_000;
  }

  const store = await openStore({ dataFolder });
  const { rows } = await store.execute('select number, twin, length(filler) as length from written');
  await store.close();
  const found = new Set(rows.map(({ number }) => Number(number)));
  expect(acknowledged.length).toBeGreaterThan(5);
  expect(acknowledged.filter((number) => !found.has(number))).toEqual([]);
  expect(rows.filter(({ twin, length }) => !found.has(Number(twin)) || length !== 2_000)).toEqual([]);
});

it('refuses the data folder of another process by its number, and takes it over at once when that is killed', async () => {
  const dataFolder = await makeTestFolder();
  const holder = startProcess('hold-store', [dataFolder]);
  await holder.printed('open');
  await expect(openStore({ dataFolder })).rejects.toMatchObject({
    code: 'data-folder-in-use',
    message: `The data folder ${dataFolder} is in use by process ${holder.pid}`,
  });
  await holder.kill('SIGKILL');
  const store = await openStore({ dataFolder });
  await store.close();
});

it('gives the data folder back when its process ends in good order', async () => {
  const dataFolder = await makeTestFolder();
  const holder = startProcess('hold-store', [dataFolder]);
  await holder.printed('open');
  await holder.kill('SIGTERM');
  expect(await holder.ended()).toBe(0);
  const store = await openStore({ dataFolder });
  await store.close();
});

it('applies each migration once when twenty open a fresh database at the same time', async () => {
  const databaseUrl = await freshDatabase();
  const stores = await Promise.all(Array.from({ length: 20 }, () => openStore({ dataFolder: 'unused', databaseUrl })));
  const [first] = stores;
  if (!first) throw new Error('no store');
  const hashes = await appliedMigrations(first);
  expect(hashes.length).toBeGreaterThan(0);
  expect(new Set(hashes).size).toBe(hashes.length);
  await Promise.all(stores.map((store) => store.ping()));
  await Promise.all(stores.map((store) => store.close()));
});

it('applies each migration once when several processes open a fresh database at the same time', async () => {
  const databaseUrl = await freshDatabase();
  const processes = Array.from({ length: 4 }, () => startProcess('hold-store', ['unused', databaseUrl]));
  await Promise.all(processes.map((holder) => holder.printed('open')));
  const store = await openStore({ dataFolder: 'unused', databaseUrl });
  const hashes = await appliedMigrations(store);
  expect(new Set(hashes).size).toBe(hashes.length);
  await store.close();
  await Promise.all(processes.map((holder) => holder.kill('SIGTERM')));
  expect(await Promise.all(processes.map((holder) => holder.ended()))).toEqual([0, 0, 0, 0]);
});

it('outlives a server that is lost in the middle of a transaction, and says so once each way', async () => {
  const { log, messages } = collectLog();
  const proxy = await startProxy(await freshDatabase());
  const store = await openStore({ dataFolder: 'unused', databaseUrl: proxy.url, log });
  const cut = store.db.transaction(async (tx) => {
    await tx.execute(sql`select 1`);
    proxy.lose();
    await sleep(300);
    await tx.execute(sql`select 1`);
  });
  await expect(cut).rejects.toThrow();
  await expect(store.ping()).rejects.toMatchObject({ code: 'store-unreachable' });
  proxy.restore();
  await store.ping();
  await vi.waitFor(() => expect(messages).toEqual([expect.stringContaining('connection lost'), expect.stringContaining('connected again')]));
  await store.close();
});
