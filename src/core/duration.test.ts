import { describe, expect, it } from 'vitest';
import { durationBetween, durationMs } from './duration.ts';

describe('lengths of time', () => {
  it.each([
    ['500ms', 500],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['90d', 7_776_000_000],
    ['4w', 2_419_200_000],
  ])('%s is %d ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(['', '60', 's', '5 m', '-1s', '1y'])('"%s" is none', (text) => {
    expect(() => durationMs(text)).toThrow(RangeError);
  });

  it.each([
    ['1m', true, undefined],
    ['1d', true, undefined],
    ['0s', false, 'from 1m to 1d'],
    ['59s', false, 'from 1m to 1d'],
    ['25h', false, 'from 1m to 1d'],
    ['soon', false, 'a number and a unit of ms, s, m, h, d or w, such as 60s or 5m'],
  ])('%s lies between a minute and a day: %s', (text, isBetween, because) => {
    const parsed = durationBetween('1m', '1d').safeParse(text);
    expect(parsed.success).toBe(isBetween);
    expect(parsed.error?.issues.map(({ message }) => message)[0]).toBe(because);
  });
});
