import { expect, it } from 'vitest';
import { perDayInWords, precisionInWords } from './noise-words.ts';

it.each([[0, '0'], [0.01, '< 0.1'], [0.2, '0.2'], [3, '3'], [3.49, '3.5'], [120.4, '120']])('%d alerts a day are said as %s', (perDay, words) => {
  expect(perDayInWords(perDay)).toBe(words);
});

it('says what a share is of', () => {
  expect(precisionInWords({ verdicts: { truePositive: 3, benign: 1, falsePositive: 0, undecided: 9 }, decided: 4 })).toBe('3 of 4 true');
  expect(precisionInWords({ verdicts: { truePositive: 0, benign: 0, falsePositive: 0, undecided: 2 }, decided: 0 })).toBe('nobody decided yet');
});
