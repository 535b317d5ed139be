import { and, eq, inArray } from 'drizzle-orm';
import { findingFromRow } from './finding-from-row.ts';
import type { FindingsDeps } from './record-findings.ts';
import { findings } from './tables.ts';

/** Closes findings whose cause is gone, for producers that can tell. New evidence opens them again. Returns how many were open. */
export async function resolveFindings(deps: FindingsDeps, fingerprints: readonly string[]): Promise<number> {
  if (fingerprints.length === 0) return 0;
  const resolved = await deps.store.db
    .update(findings)
    .set({ status: 'resolved', updatedAt: deps.clock().toISOString() })
    .where(and(inArray(findings.fingerprint, [...fingerprints]), eq(findings.status, 'open')))
    .returning();
  for (const row of resolved) deps.live.publish({ type: 'finding', finding: findingFromRow(row), isNew: false });
  return resolved.length;
}
