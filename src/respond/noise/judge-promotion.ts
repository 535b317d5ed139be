import type { RuleNoise } from './contract.ts';

/** What a staged rule must show before it may tell. */
export interface PromotionRules {
  readonly days: number;
  readonly alertsPerDay: number;
  /** Who lets it. */
  readonly promote: 'by-person' | 'automatic';
}

export interface Trial {
  /** Whether its own file calls it a trial. One that a person staged has shown itself before, and must only be quiet. */
  readonly isTrial: boolean;
  readonly span: RuleNoise['week'];
  /** For how long it has judged what comes. */
  readonly wholeDays: number;
}

/** Whether a staged rule may be promoted, and what stands against it. */
export function judgePromotion({ days, alertsPerDay }: Omit<PromotionRules, 'promote'>, { isTrial, span, wholeDays }: Trial): NonNullable<RuleNoise['promotion']> {
  const neededDays = isTrial ? days : 0;
  const short = wholeDays < neededDays ? `it was measured on ${wholeDays} of ${neededDays} days` : null;
  const loud = span.perDay > alertsPerDay ? `it makes ${rounded(span.perDay)} alerts a day (${span.alerts} on ${span.days} days), and ${rounded(alertsPerDay)} is the limit` : null;
  const reasons = [short, loud].filter((reason) => reason !== null);
  return { refused: reasons.length === 0 ? null : reasons.join('; '), measuredDays: wholeDays, neededDays, perDay: span.perDay, limitPerDay: alertsPerDay };
}

function rounded(perDay: number): string {
  return String(Math.round(perDay * 10) / 10);
}
