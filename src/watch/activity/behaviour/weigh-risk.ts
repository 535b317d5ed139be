import type { Severity } from '../../../core/severity.ts';
import type { RiskLevel, RiskPart } from './contract.ts';
import { dateOfDay } from './weeks-seen.ts';

/** An open finding against a principal, as it is weighed. */
export interface RiskFinding {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly producer: { readonly kind: 'rule' | 'agent' | 'detector'; readonly id: string };
  readonly principal: string;
  readonly accountId: string;
  /** Of its newest evidence. */
  readonly lastSeenAt: string;
  /** Whether a person said that it is true. */
  readonly isConfirmed: boolean;
}

/** A day on which something was unusual, and not enough for a finding. */
export interface OddDay {
  readonly accountId: string;
  readonly day: number;
  readonly points: number;
  readonly words: string;
}

export interface Decaying {
  readonly now: Date;
  readonly halfLifeDays: number;
}

export const severityPoints: Readonly<Record<Severity, number>> = { info: 1, low: 3, medium: 10, high: 30, critical: 60 };
/** What only departs from a habit is wrong more often than what a rule describes. */
const confidences = { rule: 0.9, agent: 0.9, detector: 0.7 } as const;
const levels: readonly (readonly [RiskLevel, number])[] = [['critical', 60], ['high', 30], ['medium', 10]];
const dayMs = 86_400_000;
/** After so many half-lives nothing is left to speak of. */
export const halfLivesCounted = 6;

/** The parts of a score, the weightiest first. They are worked out of what is stored, so that nothing counts twice. */
export function riskParts(findings: readonly RiskFinding[], oddDays: readonly OddDay[], decaying: Decaying): RiskPart[] {
  const parts = [...findings.map((finding) => partOfFinding(finding, decaying)), ...oddDays.map((odd) => partOfOddDay(odd, decaying))];
  return parts.filter(({ points }) => points > 0).sort((a, b) => b.points - a.points || (a.at < b.at ? 1 : -1));
}

export function scoreOf(parts: readonly RiskPart[]): number {
  return rounded(parts.reduce((sum, { points }) => sum + points, 0));
}

export function levelOf(score: number): RiskLevel {
  return levels.find(([, from]) => score >= from)?.[0] ?? 'low';
}

function partOfFinding({ id, title, severity, producer, accountId, lastSeenAt, isConfirmed }: RiskFinding, decaying: Decaying): RiskPart {
  const confidence = isConfirmed ? 1 : confidences[producer.kind];
  const { decay, days } = decayOf(Date.parse(lastSeenAt), decaying);
  const points = rounded(severityPoints[severity] * confidence * decay);
  const sure = isConfirmed ? 'confirmed by a person (1)' : `a ${producer.kind} (${confidence})`;
  return { kind: 'finding', at: new Date(lastSeenAt).toISOString(), accountId, decay, points, because: `A ${severity} finding (${severityPoints[severity]}) × ${sure} × ${decay} left after ${days} days = ${points}`, findingId: id, title, severity, producerId: producer.id, confidence };
}

function partOfOddDay({ accountId, day, points: full, words }: OddDay, decaying: Decaying): RiskPart {
  const { decay, days } = decayOf(day * dayMs, decaying);
  const points = rounded(full * decay);
  return { kind: 'unusual', at: `${dateOfDay(day)}T00:00:00.000Z`, accountId, decay, points, because: `Unusual behaviour (${full}) × ${decay} left after ${days} days = ${points}`, words };
}

function decayOf(atMs: number, { now, halfLifeDays }: Decaying): { decay: number; days: number } {
  const days = Math.max(0, (now.getTime() - atMs) / dayMs);
  return { decay: Math.round(0.5 ** (days / halfLifeDays) * 1_000) / 1_000, days: rounded(days) };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
