import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe } from 'vitest';
import { connectOnce } from '../base/store/connect-server.ts';
import { openMemoryStore } from '../base/store/open-embedded-store.ts';
import { openServerStore } from '../base/store/open-server-store.ts';
import type { EmbeddedStore, Store } from '../base/store/store.ts';

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
const idle: EmbeddedStore[] = [];

/** In memory, a copy of one that is migrated once for all test files. */
export async function openEmbeddedTestStore(): Promise<EmbeddedStore> {
  migrated ??= migratedSnapshot();
  return openMemoryStore(await migrated);
}

/** The same, emptied and handed to the next test of the file instead of being closed; for tests that leave nothing running. */
export async function borrowTestStore(): Promise<EmbeddedStore> {
  const store = idle.pop() ?? (await openEmbeddedTestStore());
  return {
    ...store,
    async close() {
      await empty(store);
      idle.push(store);
    },
  };
}

async function empty({ client }: EmbeddedStore): Promise<void> {
  const { rows } = await client.query<{ name: string }>("select quote_ident(tablename) as name from pg_tables where schemaname = 'public'");
  // As a replica the database fires no triggers, which would refuse to empty what is only ever added to.
  await client.exec(`set session_replication_role = replica; truncate ${rows.map(({ name }) => name).join(', ')} restart identity cascade; set session_replication_role = origin`);
}

/** Kept among the temporary files, named by what the migrations are: migrating takes longer than most tests do. */
async function migratedSnapshot(): Promise<Blob> {
  const file = join(tmpdir(), `watchkeeper-test-store-${migrationsHash()}.tar`);
  if (!existsSync(file)) {
    const store = await openMemoryStore();
    const dump = await store.client.dumpDataDir('none');
    await store.close();
    const unfinished = `${file}.${process.pid}`;
    await writeFile(unfinished, dump.stream());
    await rename(unfinished, file);
  }
  return new Blob([await readFile(file)]);
}

function migrationsHash(): string {
  const folder = fileURLToPath(new URL('../base/store/migrations', import.meta.url));
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.sql')).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
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
