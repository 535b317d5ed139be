import { expect, it } from 'vitest';
import { lakeRow } from '../../../testing/lake-rows.ts';
import { openTestLake } from '../../../testing/open-test-lake.ts';
import { limitLake } from './limit-lake.ts';
import type { ActivityLake } from './open-activity-lake.ts';
import { queryActivity, saveActivityAnswer } from '../queries/query-activity.ts';

const own = '111122223333';
const other = '444455556666';

async function openLimited() {
  const lake = await openTestLake();
  await lake.write({ origin: 'some', rows: [lakeRow({ eventId: 'mine', accountId: own }), lakeRow({ eventId: 'theirs', accountId: other })] });
  return { lake, limited: limitLake(lake, [own]) };
}

const ask = (lake: ActivityLake, sql: string) => queryActivity(lake, { sql, limit: 100 }).then(({ rows }) => rows);

it('has the events of its accounts and no others', async () => {
  const { lake, limited } = await openLimited();
  expect(await ask(lake, 'select count(*) from activity')).toEqual([[2]]);
  expect(await ask(limited, 'select event_id, account_id from activity')).toEqual([['mine', own]]);
  expect(await ask(limitLake(lake, []), 'select count(*) from activity')).toEqual([[0]]);
  expect(await ask(limitLake(lake, [own, other]), 'select count(*) from activity')).toEqual([[2]]);
});

it('opens no file of another account, and refuses what exists with the words for what does not', async () => {
  const { lake, limited } = await openLimited();
  const [theirs] = (await lake.files({ accountIds: [other] })).map(({ path }) => path);
  const refusal = (path: string) =>
    ask(limited, `select count(*) from read_parquet('${path}')`).then(
      (rows) => `answered ${JSON.stringify(rows)}`,
      (error: unknown) => String(error).replaceAll(path, 'PATH'),
    );
  expect(await ask(lake, `select count(*) from read_parquet('${theirs}')`)).toEqual([[1]]);
  const refused = await refusal(theirs ?? '');
  expect(refused).toMatch(/Permission|permitted|cannot access/i);
  for (const path of [`${lake.folder}/activity/account=999999999999/region=x/none.parquet`, `${lake.folder}/activity/account=${own}/../account=${other}/none.parquet`, (theirs ?? '').replace(`account=${other}`, `account=${own}/../account=${other}`)]) {
    expect(await refusal(path)).toBe(refused);
  }
  await expect(ask(limited, `from glob('${lake.folder}/activity/*')`).then((rows) => rows.flat().filter((path) => !String(path).includes(own)))).rejects.toThrow();
  expect(JSON.stringify(await ask(limited, 'select path from duckdb_external_file_cache()'))).not.toContain(other);
});

it('saves the answer of its accounts, which only that question may write', async () => {
  const { lake, limited } = await openLimited();
  const file = `${lake.folder}/tmp/answer.parquet`;
  await saveActivityAnswer(limited, { sql: 'select event_id from activity' }, file);
  expect(await ask(lake, `select event_id from read_parquet('${file}')`)).toEqual([['mine']]);
  await expect(ask(limited, `from read_parquet('${file}')`)).rejects.toThrow();
});
