import { expect, it } from 'vitest';
import { firstRunOf, nextRunAfter } from './next-run.ts';

const at = (text: string) => new Date(text);

it.each([
  ['an interval goes on from when it was due, so that it does not drift', '60s', '2026-03-01T10:00:00Z', '2026-03-01T10:00:00.700Z', '2026-03-01T10:01:00Z'],
  ['an interval of one second', '1s', '2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z', '2026-03-01T10:00:01Z'],
  ['an interval of days', '30d', '2026-03-01T10:00:00Z', '2026-03-01T10:00:01Z', '2026-03-31T10:00:00Z'],
  ['missed runs count as one and keep the beat', '1h', '2026-03-01T10:15:00Z', '2026-03-04T09:00:00Z', '2026-03-04T09:15:00Z'],
  ['less than a second is a second', '10ms', '2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z', '2026-03-01T10:00:01Z'],
  ['a clock that was set back waits for the next beat', '1m', '2026-03-01T10:00:00Z', '2026-03-01T09:00:00Z', '2026-03-01T10:01:00Z'],
  ['a monthly cron line', '0 3 1 * *', '2026-02-01T03:00:00Z', '2026-02-01T03:00:00.100Z', '2026-03-01T03:00:00Z'],
  ['a cron line that was missed for months', '0 3 1 * *', '2026-02-01T03:00:00Z', '2026-06-20T00:00:00Z', '2026-07-01T03:00:00Z'],
  ['a cron line is in UTC, over the change to summer time', '30 2 * * *', '2026-03-28T02:30:00Z', '2026-03-28T02:30:01Z', '2026-03-29T02:30:00Z'],
])('%s', (_says, every, due, now, next) => {
  expect(nextRunAfter(every, at(due), at(now)).toISOString()).toBe(at(next).toISOString());
});

it('starts an interval at once and a cron line at its next time', () => {
  const now = at('2026-03-01T10:00:00Z');
  expect(firstRunOf('30d', now)).toEqual(now);
  expect(firstRunOf('0 3 1 * *', now)).toEqual(at('2026-04-01T03:00:00Z'));
});

it.each(['now and then', '', '60', '* * *', '61 * * * *', '-5s'])('refuses "%s"', (every) => {
  expect(() => firstRunOf(every, at('2026-03-01T10:00:00Z'))).toThrow('neither a duration nor a cron line');
});
