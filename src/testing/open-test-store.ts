import { randomUUID } from 'node:crypto';
import { afterEach, describe } from 'vitest';
import { connectOnce } from '../base/store/connect-server.ts';
import { openMemoryStore } from '../base/store/open-embedded-store.ts';
import { openServerStore } from '../base/store/open-server-store.ts';
import type { Store } from '../base/store/store.ts';

export const testDatabaseUrl = process.env.WATCHKEEPER_TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test';

type OpenStore = () => Promise<Store>;

/** A fresh store with nothing in it but its tables, gone when it is closed. */
export function openTestStore(kind: Store['kind']): Promise<Store> {
  return kind === 'embedded' ? openEmbeddedTestStore() : openServerTestStore();
}

/** One suite on both stores, in `*.system.test.ts` files: a missing server fails it. Each store is closed after its test. */
export function describeOnBothStores(name: string, suite: (open: OpenStore, kind: Store['kind']) => void): void {
  describe.each(['embedded', 'server'] as const)(`${name} on the %s store`, (kind) => suite(closingAfterEach(() => openTestStore(kind)), kind));
}

export function closingAfterEach(open: OpenStore): OpenStore {
  const opened: Store[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });
  return async () => {
    const store = await open();
    opened.push(store);
    return store;
  };
}

let migrated: Promise<Blob> | undefined;

/** In memory, from a snapshot that is migrated once per test file. */
export async function openEmbeddedTestStore(): Promise<Store> {
  migrated ??= makeSnapshot();
  return openMemoryStore(await migrated);
}

async function makeSnapshot(): Promise<Blob> {
  const store = await openMemoryStore();
  try {
    return await store.client.dumpDataDir('none');
  } finally {
    await store.close();
  }
}

async function openServerTestStore(): Promise<Store> {
  const { url, drop } = await makeTestDatabase();
  const store = await openServerStore(url);
  return {
    ...store,
    async close() {
      await store.close();
      await drop();
    },
  };
}

/** A fresh, empty database on the real server, dropped by `drop`. */
export async function makeTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `watchkeeper_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${name}`);
  const url = new URL(testDatabaseUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`drop database if exists ${name} with (force)`) };
}

async function onServer(statement: string): Promise<void> {
  const client = await connectOnce(testDatabaseUrl);
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
