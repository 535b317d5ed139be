import { count, eq } from 'drizzle-orm';
import { evidenceKey, evidenceTime, type Evidence } from '../../core/evidence.ts';
import { findingFromRow } from './finding-from-row.ts';
import type { FindingsDeps } from './record-findings.ts';
import { findingEvidence, findings } from './tables.ts';

/** Puts what belongs to it beside what a finding stands on, each piece once. It judges nothing anew: words, state and times stay. Returns how much was new. */
export async function extendEvidence({ store, live, clock }: FindingsDeps, findingId: string, evidence: readonly Evidence[]): Promise<number> {
  if (evidence.length === 0) return 0;
  const { added, row } = await store.db.transaction(async (db) => {
    const [known] = await db.select({ id: findings.id }).from(findings).where(eq(findings.id, findingId)).for('update');
    if (!known) return { added: 0, row: undefined };
    const rows = evidence.map((body) => ({ findingId, key: evidenceKey(body), at: evidenceTime(body), body }));
    const inserted = await db.insert(findingEvidence).values(rows).onConflictDoNothing().returning({ key: findingEvidence.key });
    if (inserted.length === 0) return { added: 0, row: undefined };
    const [{ total } = { total: 0 }] = await db.select({ total: count() }).from(findingEvidence).where(eq(findingEvidence.findingId, findingId));
    const [changed] = await db.update(findings).set({ evidenceCount: total, updatedAt: clock().toISOString() }).where(eq(findings.id, findingId)).returning();
    return { added: inserted.length, row: changed };
  });
  if (row) live.publish({ type: 'finding', finding: findingFromRow(row), isNew: false });
  return added;
}
