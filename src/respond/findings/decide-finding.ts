import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { Db } from '../../base/store/store.ts';
import type { AccountScope } from '../../core/account-scope.ts';
import { isClosing, type Verdict } from '../../core/verdict.ts';
import { findingsIn } from './filter-findings.ts';
import { findingFromRow } from './finding-from-row.ts';
import { unknownFinding } from './list-findings.ts';
import type { FindingsDeps } from './record-findings.ts';
import { findingDecisions, findings } from './tables.ts';

export interface DecisionOrder {
  /** Null takes the last one back. */
  readonly verdict: Verdict | null;
  readonly note: string;
  readonly by: string;
  /** The accounts that they may know of. */
  readonly scope: AccountScope;
}

/** What was closed by a decision is opened again when the decision is changed or taken back; what was closed otherwise stays closed. */
export async function decideFinding({ store, live, clock }: FindingsDeps, id: string, { verdict, note, by, scope }: DecisionOrder): Promise<void> {
  const at = clock().toISOString();
  const changed = await store.db.transaction(async (db) => {
    const [row] = await db.select().from(findings).where(and(eq(findings.id, id), findingsIn(scope))).for('update');
    if (!row) throw unknownFinding(id);
    const known = row.decision;
    if (known === null ? verdict === null : known.verdict === verdict && known.note === note) return undefined;

    const wasOpen = row.status === 'open' || (known !== null && (await closedBy(db, id)));
    const closed = wasOpen && isClosing(verdict);
    const status = closed ? 'resolved' : wasOpen ? 'open' : row.status;
    await db.insert(findingDecisions).values({ findingId: id, verdict, note, by, at, closed });
    const [decided] = await db
      .update(findings)
      .set({ decision: verdict === null ? null : { verdict, note, by, at }, status, updatedAt: at })
      .where(eq(findings.id, id))
      .returning();
    return decided;
  });
  if (changed) live.publish({ type: 'finding', finding: findingFromRow(changed), isNew: false });
}

/** Whether the last decision closed the finding. */
async function closedBy(db: Db, findingId: string): Promise<boolean> {
  const [last] = await db
    .select({ closed: findingDecisions.closed })
    .from(findingDecisions)
    .where(and(eq(findingDecisions.findingId, findingId), isNotNull(findingDecisions.verdict)))
    .orderBy(desc(findingDecisions.position))
    .limit(1);
  return last?.closed ?? false;
}
