import { describe, expect, it } from 'vitest';
import { borrowTestStore, closingAfterEach } from '../../../testing/open-test-store.ts';
import { describeCoverage, describePlaceCoverage } from './describe-coverage.ts';
import { keepCoverage, readSpans, type CoverageSpan } from './keep-coverage.ts';
import { meetPlace } from './keep-place.ts';
import { lagPercentile, sketchLags } from './lag-sketch.ts';
import { dayAsText, dayFromText, emptyDay, markMinutes, mergeDay, stateAt } from './minute-states.ts';
import { withoutSecrets } from './quarantine.ts';

const borrow = closingAfterEach(borrowTestStore);
const place = { accountId: '111122223333', region: 'us-east-1' };
const now = new Date('2026-11-21T02:00:00Z');
const clock = () => now;
const span = (from: string, to: string, state: CoverageSpan['state']): CoverageSpan => ({ from: new Date(from), to: new Date(to), state });

describe('the minutes of a day', () => {
  it('keep what is known best, in whatever order it comes', () => {
    const [a, b] = [emptyDay(), emptyDay()];
    markMinutes(a, { from: 0, to: 10 }, 'missing');
    markMinutes(a, { from: 5, to: 1_440 }, 'seen');
    markMinutes(b, { from: 0, to: 8 }, 'late');
    const [ab, ba] = [Uint8Array.from(a), Uint8Array.from(b)];
    mergeDay(ab, b);
    mergeDay(ba, a);
    expect(ab).toEqual(ba);
    expect([0, 4, 5, 1_439].map((minute) => stateAt(ab, minute))).toEqual(['late', 'late', 'seen', 'seen']);
    expect(dayFromText(dayAsText(ab))).toEqual(ab);
  });

  it('are seen when they are read before their deadline, and late after it', () => {
    const from = new Date('2026-11-21T00:00:00Z');
    const to = new Date('2026-11-21T01:30:00Z');
    expect(readSpans({ from, to, readAt: now, deadlineMs: 60 * 60_000 })).toEqual([
      span('2026-11-21T00:00:00Z', '2026-11-21T01:00:00Z', 'late'),
      span('2026-11-21T01:00:00Z', '2026-11-21T01:30:00Z', 'seen'),
    ]);
  });
});

describe('the ledger', () => {
  it('says the same however often and in whatever order it was told, over midnight too', async () => {
    const store = await borrow();
    await meetPlace(store.db, place, now);
    const spans = [span('2026-11-20T23:00:00Z', '2026-11-21T00:30:00Z', 'missing'), span('2026-11-20T23:30:00Z', '2026-11-21T01:00:00Z', 'seen')];
    for (const one of [...spans, ...spans.toReversed()]) await keepCoverage(store.db, { ...place, source: 's3', spans: [one], arrivals: [] });
    const { runs } = await describePlaceCoverage({ store, clock }, { ...place, from: '2026-11-20T22:00:00Z', to: '2026-11-21T02:00:00Z' }, 'all');
    expect(runs.map(({ from, state, minutes }) => `${from.slice(11, 16)} ${state} ${minutes}`)).toEqual(['22:00 unknown 60', '23:00 missing 30', '23:30 seen 90', '01:00 unknown 60']);
  });

  it('counts minutes by the hour and tells delays by source', async () => {
    const store = await borrow();
    await meetPlace(store.db, place, now);
    const arrivals = Array.from({ length: 100 }, (_, i) => ({ atMs: now.getTime() - 3_600_000, lagMs: i < 90 ? 60_000 : 600_000 }));
    await keepCoverage(store.db, { ...place, source: 'lookup-events', spans: [span('2026-11-21T01:00:00Z', '2026-11-21T01:30:00Z', 'seen')], arrivals });
    const { places } = await describeCoverage({ store, clock }, { step: 'hour', since: '2026-11-21T00:00:00Z' });
    expect(places[0]).toMatchObject({ minutes: { seen: 30, unknown: 90 }, percent: 25, state: 'new', steps: [{ unknown: 60 }, { seen: 30, unknown: 30 }] });
    const [source] = places[0]?.sources ?? [];
    expect(source).toMatchObject({ source: 'lookup-events', events: 100 });
    expect(source?.lagP50Seconds).toBeGreaterThanOrEqual(60);
    expect(source?.lagP50Seconds).toBeLessThan(68);
    expect(source?.lagP95Seconds).toBeGreaterThanOrEqual(600);
    expect(source?.lagP95Seconds).toBeLessThan(680);
  });

  it('has no percentile of nothing', () => expect(lagPercentile(sketchLags([]), 0.5)).toBeNull());
});

it.each([
  ['{"secretAccessKey":"wJalrXUtnFEMI/K7MDENG","a":1}', '{"secretAccessKey":"…","a":1}'],
  ['{"masterUserPassword":"x\\"y"}', '{"masterUserPassword":"…"}'],
  ['{"sessionToken":"cut off in the mid', '{"sessionToken":"…'],
  ['{"eventName":"GetSecretValue"}', '{"eventName":"GetSecretValue"}'],
])('an excerpt shows no secret: %s', (text, shown) => expect(withoutSecrets(text)).toBe(shown));
