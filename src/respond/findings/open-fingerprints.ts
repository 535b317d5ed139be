import { and, eq, sql } from 'drizzle-orm';
import type { Store } from '../../base/store/store.ts';
import { findings } from './tables.ts';

/** The open findings whose fingerprints begin so, for producers that have to tell whether a cause is gone. */
export async function openFingerprints(store: Store, start: string): Promise<string[]> {
  const rows = await store.db
    .select({ fingerprint: findings.fingerprint })
    .from(findings)
    .where(and(eq(findings.status, 'open'), sql`starts_with(${findings.fingerprint}, ${start})`));
  return rows.map(({ fingerprint }) => fingerprint);
}
