import type { Db } from '../../base/store/store.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { quietAlerts } from './tables.ts';

type Row = typeof quietAlerts.$inferInsert;

const atOnce = 500;

/** Counts what is not told: each finding once a day, however often its events are read. */
export async function keepQuiet(db: Db, drafts: readonly FindingDraft[], why: Row['why']): Promise<void> {
  const rows = new Map(drafts.flatMap((draft) => rowsOf(draft, why)).map((row) => [`${row.ruleId} ${row.day} ${row.fingerprint}`, row]));
  const ordered = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  for (let at = 0; at < ordered.length; at += atOnce) await db.insert(quietAlerts).values(ordered.slice(at, at + atOnce)).onConflictDoNothing();
}

function rowsOf({ producer, fingerprint, accountId, region, severity, title, summary, principal, evidence }: FindingDraft, why: Row['why']): Row[] {
  return evidence.flatMap((piece) => {
    if (piece.kind !== 'activity') return [];
    const { at, eventId } = piece.activity;
    return [{ ruleId: producer.id, fingerprint, day: at.slice(0, 10), why, accountId, region, severity, title, summary, principal, at, eventId, raw: piece.raw }];
  });
}
