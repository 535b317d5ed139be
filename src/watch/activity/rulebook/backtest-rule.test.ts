import { rm } from 'node:fs/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { cloudTrailRecord } from '../../../testing/builders.ts';
import { openTestLake } from '../../../testing/open-test-lake.ts';
import type { LakeReading } from '../lake/lake-view.ts';
import { normaliseActivity } from '../normalise-activity.ts';
import { readRecords } from '../read-records.ts';
import { backtestRule, rulesOfText } from './backtest-rule.ts';

const stops = rulesOfText('title: Stops\nlogsource: { product: aws }\ndetection:\n  s: { eventName: StopLogging }\n  condition: s\n', {});
const asked = { clock: () => new Date('2026-11-20T18:00:00Z'), timeoutMs: 60_000 };

/** Each delivery has a file of its own; the minutes say when its events were. */
async function lakeOf(deliveries: readonly (readonly number[])[]) {
  const lake = await openTestLake();
  for (const minutes of deliveries) {
    const records = minutes.map((minute) => cloudTrailRecord({ eventID: `event-${minute}`, eventTime: new Date(Date.parse('2026-11-20T12:00:00Z') + minute * 60_000).toISOString() }));
    const read = readRecords([], Buffer.from(JSON.stringify(records))).records;
    await lake.write({ origin: `delivery-${minutes.join('-')}`, rows: read.map(({ record, raw }) => ({ activity: normaliseActivity(record, ''), eventType: null, category: null, actor: null, severity: null, ruleIds: [], raw })) });
  }
  return lake;
}

it('stops among the events of a file when its time is over, and says so', async () => {
  const lake = await lakeOf([[1, 2, 3]]);
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const isExcepted = () => {
    vi.advanceTimersByTime(asked.timeoutMs);
    return false;
  };
  expect(await backtestRule(lake, stops, { ...asked, isExcepted })).toMatchObject({ asked: 1, matches: 1, isWhole: false });
});

it('counts each event once when a file is taken away after others were asked', async () => {
  const minutes = Array.from({ length: 41 }, (_, minute) => minute);
  const lake = await lakeOf(minutes.map((minute) => [minute]));
  let listings = 0;
  const losing: LakeReading = {
    duckdb: lake.duckdb,
    async files(filter) {
      const files = await lake.files(filter);
      listings += 1;
      const oldest = files.at(-1);
      if (listings === 1 && oldest) await rm(oldest.path);
      return files;
    },
  };
  expect(await backtestRule(losing, stops, asked)).toMatchObject({ asked: 40, matches: 40, isWhole: true });
  expect(listings).toBe(2);
});
