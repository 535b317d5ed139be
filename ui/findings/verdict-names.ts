import type { Verdict } from '../../src/core/verdict.ts';

export const verdictNames: Readonly<Record<Verdict, string>> = { 'true-positive': 'True positive', benign: 'Benign', 'false-positive': 'False positive' };

export const verdictAbout: Readonly<Record<Verdict, string>> = {
  'true-positive': 'It is what it says, and somebody has to act.',
  benign: 'It happened as it says, and was meant.',
  'false-positive': 'It is not what it says.',
};
