import { expect, test } from 'vitest';
import { countsInWords } from './counts-in-words.ts';

test.each([
  [{ counts: { events: 1_496, regions: 25, findings: 1, matches: 1 }, gapCount: 5 }, '1,496 events · 25 regions · 1 finding · 1 match · 5 gaps'],
  [{ counts: { events: 0, unreadable: 3 }, gapCount: 1 }, '0 events · 3 unreadable · 1 gap'],
  [{ counts: {}, gapCount: 0 }, 'nothing'],
])('%j is said as "%s"', (execution, said) => {
  expect(countsInWords(execution)).toBe(said);
});
