import { and, count, eq, sql } from 'drizzle-orm';
import type { AccountScope } from '../../core/account-scope.ts';
import type { Store } from '../../base/store/store.ts';
import { findingsIn } from '../findings/filter-findings.ts';
import { findings } from '../findings/tables.ts';
import type { RuleNoise } from './contract.ts';

type Verdicts = RuleNoise['verdicts'];

export const noVerdicts: Verdicts = { truePositive: 0, benign: 0, falsePositive: 0, undecided: 0 };
const keys = { 'true-positive': 'truePositive', benign: 'benign', 'false-positive': 'falsePositive' } as const;

/** What people decided about the findings of each rule, by its id. */
export async function countVerdicts(store: Store, scope: AccountScope, ruleId?: string): Promise<ReadonlyMap<string, Verdicts>> {
  const verdict = sql<keyof typeof keys | null>`${findings.decision}->>'verdict'`;
  const rows = await store.db
    .select({ ruleId: findings.producerId, verdict, count: count() })
    .from(findings)
    .where(and(findingsIn(scope), sql`${findings.producer}->>'kind' = 'rule'`, ruleId === undefined ? undefined : eq(findings.producerId, ruleId)))
    .groupBy(findings.producerId, verdict);
  const counted = new Map<string, Verdicts>();
  for (const row of rows) counted.set(row.ruleId, { ...noVerdicts, ...counted.get(row.ruleId), [row.verdict === null ? 'undecided' : keys[row.verdict]]: row.count });
  return counted;
}
