import { setTimeout as sleep } from 'node:timers/promises';
import { openQueue } from '../../base/queue/open-queue.ts';
import { openStore } from '../../base/store/open-store.ts';
import { quietLog } from '../quiet-log.ts';
import { turnWork } from '../turn-work.ts';

/** A worker that prints what it begins, ends and is told to stop, and "overlap" when somebody else is at work on the key. */
const [dataFolder = '', databaseUrl] = process.argv.slice(2);
const store = await openStore({ dataFolder, databaseUrl });
await store.execute('create table if not exists at_work (key text primary key)');
const queue = await openQueue({ store, log: quietLog });
await queue.define(turnWork);
await queue.work(turnWork, { concurrency: 3 }, async ({ id, data, attempt, signal }) => {
  say(`begin ${id} ${attempt}`);
  const { rows } = await store.execute('insert into at_work values ($1) on conflict do nothing returning key', [data.key]);
  if (rows.length === 0) say(`overlap ${data.key}`);
  await sleep(data.takesMs, undefined, { signal }).catch(() => undefined);
  await store.execute('delete from at_work where key = $1', [data.key]);
  say(`${signal.aborted ? 'stopped' : 'end'} ${id}`);
  if (attempt <= data.failures) throw new Error('failing as told');
});
say('open');
process.once('SIGTERM', () => void queue.close({ graceMs: 0 }).then(() => store.close()));

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
