import { expect, it } from 'vitest';
import { lengthInWords, stripWords } from './strip-words.ts';

it.each([
  [{ seen: 60, late: 0, missing: 0, unknown: 0 }, '1 h seen'],
  [{ seen: 55, late: 3, missing: 2, unknown: 0 }, '55 min seen, 3 min seen late, 2 min missing'],
  [{ seen: 0, late: 0, missing: 0, unknown: 1_440 }, '24 h not looked at'],
  [{ seen: 0, late: 0, missing: 0, unknown: 0 }, 'nothing yet'],
])('%j is said as %s', (counts, words) => {
  expect(stripWords(counts)).toBe(words);
});

it.each([[0, '0 min'], [59, '59 min'], [125, '2 h 5 min'], [2_880, '2 d'], [44_000, '30 d']])('%i minutes are %s', (minutes, words) => {
  expect(lengthInWords(minutes)).toBe(words);
});
