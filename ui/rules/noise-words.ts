import type { RuleNoise } from '../../src/respond/noise/contract.ts';

/** `0`, `0.2`, `3.5`, `120`: alerts a day, as exact as anybody needs. */
export function perDayInWords(perDay: number): string {
  if (perDay === 0) return '0';
  if (perDay < 0.05) return '< 0.1';
  return perDay < 10 ? perDay.toFixed(1).replace(/\.0$/, '') : String(Math.round(perDay));
}

/** `3 of 4 true`, and nothing where nobody decided. */
export function precisionInWords({ verdicts, decided }: Pick<RuleNoise, 'verdicts' | 'decided'>): string {
  return decided === 0 ? 'nobody decided yet' : `${verdicts.truePositive} of ${decided} true`;
}
