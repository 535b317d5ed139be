import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Store } from '../../../base/store/store.ts';
import type { AnyRule } from '../sigma/link-rules.ts';
import { ruleTrials } from './tables.ts';

const atOnce = 500;

/** Writes down since when each rule judges. A rule that looks for something else than before begins anew. */
export async function keepTrials(store: Store, rules: readonly AnyRule[], since: Date): Promise<void> {
  const rows = rules.map((rule) => ({ ruleId: rule.id, hash: hashOf(rule), since: since.toISOString() }));
  for (let at = 0; at < rows.length; at += atOnce) {
    await store.db
      .insert(ruleTrials)
      .values(rows.slice(at, at + atOnce))
      .onConflictDoUpdate({ target: ruleTrials.ruleId, set: { hash: sql`excluded.hash`, since: sql`excluded.since` }, setWhere: sql`${ruleTrials.hash} <> excluded.hash` });
  }
}

export async function readTrials(store: Store): Promise<Map<string, Date>> {
  return new Map((await store.db.select().from(ruleTrials)).map(({ ruleId, since }) => [ruleId, new Date(since)]));
}

function hashOf(rule: AnyRule): string {
  const { logsource, detection, correlation }: { logsource?: unknown; detection?: unknown; correlation?: unknown } = rule.file;
  return createHash('sha256').update(JSON.stringify([logsource, detection, correlation])).digest('hex').slice(0, 16);
}
