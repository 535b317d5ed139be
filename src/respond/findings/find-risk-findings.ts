import { and, desc, eq, gte, isNotNull } from 'drizzle-orm';
import type { Store } from '../../base/store/store.ts';
import type { AccountScope } from '../../core/account-scope.ts';
import type { RiskFinding } from '../../watch/activity/behaviour/weigh-risk.ts';
import { findingsIn } from './filter-findings.ts';
import { findings } from './tables.ts';

interface RiskQuestion {
  readonly since: Date;
  readonly principal?: string | undefined;
  readonly scope: AccountScope;
}

const most = 5_000;

/** The open findings that name a principal, the newest first. What a person has closed stands against nobody. */
export async function findRiskFindings({ db }: Store, { since, principal, scope }: RiskQuestion): Promise<RiskFinding[]> {
  const rows = await db
    .select()
    .from(findings)
    .where(and(findingsIn(scope), eq(findings.status, 'open'), gte(findings.lastSeenAt, since.toISOString()), principal === undefined ? isNotNull(findings.principal) : eq(findings.principal, principal)))
    .orderBy(desc(findings.lastSeenAt), desc(findings.id))
    .limit(most);
  return rows.map(({ id, title, severity, producer, principal: named, accountId, lastSeenAt, decision }) => ({ id, title, severity, producer, principal: named ?? '', accountId, lastSeenAt, isConfirmed: decision?.verdict === 'true-positive' }));
}
