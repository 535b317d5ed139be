import { mkdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isAppError } from '../../core/app-error.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { openStore } from './open-store.ts';

async function failure(opening: Promise<unknown>) {
  const error: unknown = await opening.then(
    () => 'it opened',
    (reason: unknown) => reason,
  );
  if (!isAppError(error)) throw new Error(`expected an AppError, not ${String(error)}`);
  return error;
}

it('makes a folder that only its owner can read, and keeps what is written over a restart', async () => {
  const dataFolder = join(await makeTestFolder(), 'a', 'b');
  const first = await openStore({ dataFolder });
  await first.execute('create table kept (word text)');
  await first.execute('insert into kept values ($1)', ['still here']);
  await Promise.all([first.close(), first.close()]);
  expect((await stat(dataFolder)).mode & 0o777).toBe(0o700);

  const second = await openStore({ dataFolder });
  expect(await second.execute('select word from kept')).toMatchObject({ rows: [{ word: 'still here' }] });
  await second.close();
});

it('refuses a folder that is open already, naming the folder and the process, and leaves the first alone', async () => {
  const dataFolder = await makeTestFolder();
  const store = await openStore({ dataFolder });
  const error = await failure(openStore({ dataFolder }));
  expect(error.code).toBe('data-folder-in-use');
  expect(error.message).toBe(`The data folder ${dataFolder} is in use by process ${process.pid} (this one)`);
  expect(error.hint).toContain('WATCHKEEPER_DATA');
  await store.ping();
  await store.close();
});

it('opens a folder for one of several that try at once', async () => {
  const dataFolder = await makeTestFolder();
  const tries = await Promise.allSettled([1, 2, 3, 4].map(() => openStore({ dataFolder })));
  const opened = tries.filter((result) => result.status === 'fulfilled');
  expect(opened).toHaveLength(1);
  await opened[0]?.value.close();
});

it('refuses a database that a newer version has written', async () => {
  const dataFolder = await makeTestFolder();
  const store = await openStore({ dataFolder });
  await store.execute("insert into drizzle.__drizzle_migrations (hash, created_at) values ('from the future', 9999999999999)");
  await store.close();
  const error = await failure(openStore({ dataFolder }));
  expect(error.code).toBe('store-failed');
  expect(error.message).toContain('newer Watchkeeper');
  expect((await failure(openStore({ dataFolder }))).message, 'the lock was given back').toContain('newer Watchkeeper');
});

it('names a data folder that is a file', async () => {
  const file = join(await makeTestFolder(), 'file');
  await writeFile(file, '');
  const error = await failure(openStore({ dataFolder: file }));
  expect(error.code).toBe('unreadable-file');
  expect(error.message).toContain(file);
});

it('names a data folder in which it cannot write its lock', async () => {
  const dataFolder = await makeTestFolder();
  await mkdir(join(dataFolder, 'lock'));
  const error = await failure(openStore({ dataFolder }));
  expect(error.code).toBe('unreadable-file');
  expect(error.message).toContain(`${dataFolder} cannot be written`);
});

it('says which server and database are away, and never the password', async () => {
  const databaseUrl = 'postgres://watch:s3cret-word@127.0.0.1:1/ledger';
  const error = await failure(openStore({ dataFolder: 'unused', databaseUrl }));
  expect(error.code).toBe('store-unreachable');
  expect(error.message).toContain('127.0.0.1:1, database ledger');
  expect(`${error.message} ${error.hint}`).not.toContain('s3cret-word');
});

it('gives up on a server that takes the connection and says nothing', { timeout: 15_000 }, async () => {
  const mute = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void mute.close());
  const address = await new Promise<ReturnType<typeof mute.address>>((resolve) => mute.once('listening', () => resolve(mute.address())));
  const port = typeof address === 'object' ? address?.port : undefined;
  const error = await failure(openStore({ dataFolder: 'unused', databaseUrl: `postgres://watch@127.0.0.1:${port}/ledger` }));
  expect(error.code).toBe('store-unreachable');
});

it.each(['', 'ledger', 'mysql://host/ledger', 'postgres://host:notaport/ledger'])('refuses "%s" as the address of a database', async (databaseUrl) => {
  expect(await failure(openStore({ dataFolder: 'unused', databaseUrl }))).toMatchObject({ code: 'bad-config' });
});
