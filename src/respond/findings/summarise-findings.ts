import { count, desc, max } from 'drizzle-orm';
import type { z } from 'zod';
import type { Store } from '../../base/store/store.ts';
import type { AccountScope } from '../../core/account-scope.ts';
import type { FindingFilter, summariseFindingsContract } from './contract.ts';
import { findingConditions } from './filter-findings.ts';
import { findings } from './tables.ts';

export async function summariseFindings(
  store: Store,
  filter: FindingFilter,
  scope: AccountScope,
): Promise<z.output<typeof summariseFindingsContract.response>> {
  const where = findingConditions(filter, scope);
  const bySeverity = { info: 0, low: 0, medium: 0, high: 0, critical: 0 };
  const severityRows = await store.db
    .select({ severity: findings.severity, count: count() })
    .from(findings)
    .where(where)
    .groupBy(findings.severity);
  for (const row of severityRows) bySeverity[row.severity] = row.count;
  const byAccount = await store.db
    .select({ accountId: findings.accountId, count: count() })
    .from(findings)
    .where(where)
    .groupBy(findings.accountId)
    .orderBy(desc(count()), findings.accountId);
  const byProducer = await store.db
    .select({ producer: findings.producerId, title: max(findings.title), count: count() })
    .from(findings)
    .where(where)
    .groupBy(findings.producerId)
    .orderBy(desc(count()), findings.producerId);
  return {
    total: severityRows.reduce((sum, row) => sum + row.count, 0),
    bySeverity,
    byAccount,
    byProducer: byProducer.map((row) => ({ ...row, title: row.title ?? row.producer })),
  };
}
