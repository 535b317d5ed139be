import { expect, it } from 'vitest';
import { lakeRow } from '../../../testing/lake-rows.ts';
import { openTestLake } from '../../../testing/open-test-lake.ts';
import { judgeVolume, type HourCount } from './judge-volume.ts';
import { reportQuality } from './report-quality.ts';

const hourMs = 3_600_000;
const start = Date.parse('2026-11-10T00:00:00Z');

/** So many events in each hour of ten days, but for what is named. */
function hours(each: number, others: Record<number, number> = {}): HourCount[] {
  return Array.from({ length: 240 }, (_, at) => ({ accountId: '1', region: 'us-east-1', hour: start / hourMs + at, count: others[at] ?? each })).filter(({ count }) => count > 0);
}

const span = { from: start + 168 * hourMs, to: start + 240 * hourMs };

it.each([
  { case: 'steady events are nothing to tell', counts: hours(100), gaps: [], drops: [] },
  { case: 'two hours without any', counts: hours(100, { 200: 0, 201: 0 }), gaps: [{ from: '2026-11-18T08:00:00.000Z', hours: 2, usual: 100 }], drops: [] },
  { case: 'hours without any where nothing older is kept', counts: hours(100, { 221: 0, 222: 0, 223: 0 }).slice(-32), gaps: [{ from: '2026-11-19T05:00:00.000Z', hours: 3, usual: 100 }], drops: [] },
  { case: 'a night where nothing older is kept', counts: hours(100, Object.fromEntries(Array.from({ length: 8 }, (_, at) => [220 + at, 0]))).slice(-30), gaps: [], drops: [] },
  { case: 'hours that were without any a week ago too', counts: hours(100, Object.fromEntries([50, 51, 52, 218, 219, 220].map((at) => [at, 0]))), gaps: [], drops: [] },
  { case: 'a quiet place has hours without any', counts: hours(2, { 200: 0 }), gaps: [], drops: [] },
  { case: 'an hour that is usually empty', counts: hours(100, { 200: 0, 176: 0, 152: 0, 128: 0, 104: 0, 80: 0 }), gaps: [], drops: [] },
  { case: 'a drop to a tenth', counts: hours(100, { 210: 10 }), gaps: [], drops: [{ hour: '2026-11-18T18:00:00.000Z', count: 10, usual: 100 }] },
  { case: 'half as many is no drop', counts: hours(100, { 210: 50 }), gaps: [], drops: [] },
  { case: 'hours before the time that is asked about', counts: hours(100, { 150: 0, 151: 3 }), gaps: [], drops: [] },
])('judges volume: $case', ({ counts, gaps, drops }) => {
  const judged = judgeVolume(counts, span);
  expect(judged).toMatchObject({ gaps, drops });
});

it('tells new fields and versions of records, duplicates and gaps of the kept events', async () => {
  const lake = await openTestLake();
  const clock = () => new Date('2026-11-20T12:30:00Z');
  const record = (hour: number, others: Record<string, unknown>) => JSON.stringify({ eventID: `e${hour}`, eventVersion: '1.10', ...others });
  for (const day of [15, 16, 17, 18, 19, 20]) {
    const rows = Array.from({ length: day === 20 ? 12 : 24 }, (_, hour) => hour)
      .filter((hour) => !(day === 19 && hour === 7))
      .flatMap((hour) => Array.from({ length: 6 }, (_, at) => lakeRow({ eventId: `e${day}-${hour}-${at}`, at: new Date(Date.UTC(2026, 10, day, hour, at)).toISOString() }, { raw: record(hour, day === 20 ? { eventVersion: '1.99', brandNew: 1 } : {}) })));
    await lake.write({ origin: `day-${day}`, rows });
  }
  const report = await reportQuality(lake, {}, { clock });
  expect(report).toMatchObject({
    rows: 5 * 144 - 6 + 72,
    gaps: [{ accountId: '111122223333', region: 'us-east-1', from: '2026-11-19T07:00:00.000Z', to: '2026-11-19T08:00:00.000Z', hours: 1, usual: 6 }],
    newFields: [{ field: 'brandNew', count: 72 }],
    newVersions: [{ version: '1.99', count: 72 }],
    duplicates: 0,
  });
});
