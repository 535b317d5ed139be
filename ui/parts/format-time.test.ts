import { describe, expect, test } from 'vitest';
import { absoluteTime, clockTime, lengthOf, relativeTime } from './format-time.ts';

const now = Date.parse('2026-11-20T12:00:00.000Z');

describe('times', () => {
  test.each([
    ['2026-11-20T11:59:59.500Z', 'just now'],
    ['2026-11-20T11:59:20.000Z', '40s ago'],
    ['2026-11-20T11:55:01.000Z', '4m ago'],
    ['2026-11-20T09:00:00.000Z', '3h ago'],
    ['2026-11-19T10:00:00.000Z', '26h ago'],
    ['2026-11-08T12:00:00.000Z', '12d ago'],
    ['2026-11-20T12:00:00.400Z', 'now'],
    ['2026-11-20T12:00:45.000Z', 'in 45s'],
    ['2026-11-20T12:02:30.000Z', 'in 2m'],
  ])('%s is said as "%s" at noon', (at, said) => {
    expect(relativeTime(at, now)).toBe(said);
  });

  test.each([
    [-3, '0 ms'],
    [840, '840 ms'],
    [4_240, '4.2 s'],
    [185_000, '3 min 5 s'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms is said as "%s"', (ms, said) => {
    expect(lengthOf(ms)).toBe(said);
  });

  test('absolute times name their zone, whatever the offset they were written with', () => {
    expect(absoluteTime('2026-11-20T13:00:05.123+01:00')).toBe('2026-11-20 12:00:05 UTC');
    expect(clockTime('2026-11-20T13:00:05.123+01:00')).toBe('12:00:05.123');
  });
});
