import { expect, it } from 'vitest';
import { activity } from '../../testing/builders.ts';
import { coverageNews } from './coverage-news.ts';
import { rememberRecent } from './recent-ids.ts';

const deliveredAt = new Date('2026-11-20T12:05:00Z');
const delivery = { origin: 'one', kind: 'lookup-events' as const, accountId: null, region: null, bytes: new Uint8Array(), deliveredAt };
const happened = (eventId: string, minute: number, facts = {}) => activity({ eventId, at: `2026-11-20T12:0${minute}:00.000Z`, accountId: '111122223333', region: 'us-east-1', ...facts });

it.each([
  ['told once, however often it comes', [{ delivery, activities: [happened('a', 0), happened('b', 3), happened('a', 0)] }], [300_000, 120_000]],
  ['not told of what happened before anybody watched', [{ delivery, activities: [happened('a', 0)], isHistory: true }, { delivery, activities: [happened('b', 4)] }], [60_000]],
  ['not told of files, which nobody saw come', [{ delivery: { ...delivery, kind: 'file' as const }, activities: [happened('a', 0)] }], []],
  ['not told of places that there are not', [{ delivery, activities: [happened('a', 0, { region: '' }), happened('b', 0, { accountId: 'me' })] }], []],
])('a delay is %s', (_name, deliveries, lags) => {
  expect(coverageNews(deliveries, rememberRecent()).flatMap(({ arrivals }) => arrivals.map(({ lagMs }) => lagMs))).toEqual(lags);
});
