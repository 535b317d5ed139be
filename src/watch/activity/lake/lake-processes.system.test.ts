import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { makeTestFolder } from '../../../testing/make-test-folder.ts';
import { openTestLake } from '../../../testing/open-test-lake.ts';
import { startProcess } from '../../../testing/start-process.ts';
import { compactLake } from './keep-lake.ts';
import { askLake } from './lake-view.ts';
import type { ActivityLake } from './open-activity-lake.ts';

const later = () => new Date('2026-12-24T00:00:00Z');

async function keptIds(lake: ActivityLake): Promise<string[]> {
  return (await askLake(lake, {}, { sql: (events) => `select event_id from ${events}` })).map((row) => String(row['event_id']));
}

it('keeps every event of every kept delivery exactly once, over kill -9 at any moment of writing and merging', { timeout: 120_000 }, async () => {
  const folder = join(await makeTestFolder(), 'lake');
  let next = 0;
  let merges = 0;
  for (let round = 0; round < 8; round += 1) {
    // What was not acknowledged is written again, as whoever has no checkpoint does.
    const keeper = startProcess('keep-lake', [folder, String(next)]);
    await keeper.printed('wrote');
    await sleep(Math.random() * 500);
    await keeper.kill('SIGKILL');
    next += keeper.lines.filter((line) => line.startsWith('wrote ')).length;
    merges += keeper.lines.filter((line) => /^merged into [1-9]/.test(line)).length;

    const ids = await keptIds(await openTestLake(folder));
    const found = new Set(ids);
    expect(ids.length).toBe(found.size);
    const expected = Array.from({ length: next * 20 + 20 }, (_, at) => `event-${at}`);
    expect(expected.filter((id) => !found.has(id))).toEqual([]);
  }
  expect(merges).toBeGreaterThan(0);

  const lake = await openTestLake(folder);
  const before = new Set(await keptIds(lake));
  await compactLake(lake, { clock: later });
  await compactLake(lake, { clock: later });
  expect(new Set(await keptIds(lake))).toEqual(before);
});

it('answers a reader rightly while another process merges under it', { timeout: 60_000 }, async () => {
  const folder = join(await makeTestFolder(), 'lake');
  const keeper = startProcess('keep-lake', [folder, '0']);
  await keeper.printed('merged into 1');
  const reader = await openTestLake(folder);
  for (let look = 0; look < 40; look += 1) {
    const written = keeper.lines.filter((line) => line.startsWith('wrote ')).length;
    const ids = await keptIds(reader);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(written * 20 + 20);
  }
  await keeper.kill('SIGKILL');
  expect(keeper.errors()).toBe('');
  expect((await readdir(join(folder, 'activity'))).length).toBe(1);
});
