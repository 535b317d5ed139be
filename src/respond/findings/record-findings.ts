import { randomUUID } from 'node:crypto';
import { getTableColumns, inArray, sql, type SQL } from 'drizzle-orm';
import type { LiveEvents } from '../../base/live/live-events.ts';
import type { Db, Store } from '../../base/store/store.ts';
import type { Clock } from '../../core/clock.ts';
import { evidenceKey, evidenceTime } from '../../core/evidence.ts';
import type { Finding, FindingDraft } from '../../core/finding.ts';
import { severityRank } from '../../core/severity.ts';
import { findingFromRow } from './finding-from-row.ts';
import { mergeByFingerprint } from './merge-drafts.ts';
import { findingEvidence, findings } from './tables.ts';

export interface RecordedFindings {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

export interface FindingsDeps {
  readonly store: Store;
  readonly live: LiveEvents;
  readonly clock: Clock;
}

/** As many as fit into a statement's parameters with room to spare. */
const findingsAtOnce = 500;
const evidenceAtOnce = 2_000;

type FindingRow = typeof findings.$inferSelect;

interface Recorded {
  readonly outcome: keyof RecordedFindings;
  readonly finding: Finding;
}

/**
 * The only writer of findings. A fingerprint is stored once, and each piece of evidence once under it, so that
 * reading the same activity again, in any order and by any number of processes, changes nothing.
 */
export async function recordFindings(deps: FindingsDeps, drafts: readonly FindingDraft[]): Promise<RecordedFindings> {
  const tally = { added: 0, changed: 0, unchanged: 0 };
  // One order for all writers, so that two of them cannot wait for each other's rows.
  const merged = [...mergeByFingerprint(drafts)].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  for (let at = 0; at < merged.length; at += findingsAtOnce) {
    const batch = merged.slice(at, at + findingsAtOnce);
    const recorded = await deps.store.db.transaction((db) => recordBatch(db, batch, deps.clock().toISOString()));
    for (const { outcome, finding } of recorded) {
      tally[outcome] += 1;
      if (outcome !== 'unchanged') deps.live.publish({ type: 'finding', finding, isNew: outcome === 'added' });
    }
  }
  return tally;
}

async function recordBatch(db: Db, drafts: readonly FindingDraft[], now: string): Promise<Recorded[]> {
  const added = await db
    .insert(findings)
    .values(drafts.map((draft) => newRow(draft, now)))
    .onConflictDoNothing({ target: findings.fingerprint })
    .returning();
  const known = await lockOthers(db, drafts, new Set(added.map(({ fingerprint }) => fingerprint)));
  const idOf = new Map([...added, ...known].map(({ fingerprint, id }) => [fingerprint, id]));
  const fresh = await addEvidence(db, drafts, idOf);

  const draftOf = new Map(drafts.map((draft) => [draft.fingerprint, draft]));
  const changing = known.flatMap((row) => {
    const draft = draftOf.get(row.fingerprint);
    const more = fresh.get(row.id) ?? 0;
    return draft && more > 0 ? [changedRow(row, draft, { more, now })] : [];
  });
  const changed = changing.length === 0 ? [] : await overwrite(db, changing);
  const changedIds = new Set(changed.map(({ id }) => id));
  return [
    ...added.map((row) => ({ outcome: 'added' as const, finding: findingFromRow(row) })),
    ...changed.map((row) => ({ outcome: 'changed' as const, finding: findingFromRow(row) })),
    ...known.filter(({ id }) => !changedIds.has(id)).map((row) => ({ outcome: 'unchanged' as const, finding: findingFromRow(row) })),
  ];
}

function newRow({ evidence, ...facts }: FindingDraft, now: string): FindingRow {
  return {
    ...facts,
    actor: facts.actor ?? null,
    id: randomUUID(),
    producerId: facts.producer.id,
    severityRank: severityRank(facts.severity),
    status: 'open',
    evidenceCount: evidence.length,
    decision: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** What was there before, kept from changing until this is stored. */
async function lockOthers(db: Db, drafts: readonly FindingDraft[], added: ReadonlySet<string>): Promise<FindingRow[]> {
  const others = drafts.map(({ fingerprint }) => fingerprint).filter((fingerprint) => !added.has(fingerprint));
  if (others.length === 0) return [];
  const known = await db.select().from(findings).where(inArray(findings.fingerprint, others)).orderBy(findings.fingerprint).for('update');
  if (known.length < others.length) throw new Error(`${others.length - known.length} findings were neither inserted nor found`);
  return known;
}

/** How much of the evidence was not there yet, by finding. */
async function addEvidence(db: Db, drafts: readonly FindingDraft[], idOf: ReadonlyMap<string, string>): Promise<Map<string, number>> {
  const rows = drafts.flatMap(({ fingerprint, evidence }) =>
    evidence.map((body) => ({ findingId: idOf.get(fingerprint) ?? '', key: evidenceKey(body), at: evidenceTime(body), body })),
  );
  const fresh = new Map<string, number>();
  for (let at = 0; at < rows.length; at += evidenceAtOnce) {
    const inserted = await db
      .insert(findingEvidence)
      .values(rows.slice(at, at + evidenceAtOnce))
      .onConflictDoNothing()
      .returning({ findingId: findingEvidence.findingId });
    for (const { findingId } of inserted) fresh.set(findingId, (fresh.get(findingId) ?? 0) + 1);
  }
  return fresh;
}

function changedRow(known: FindingRow, draft: FindingDraft, { more, now }: { more: number; now: string }): FindingRow {
  const given = newRow(draft, now);
  const isNewer = Date.parse(given.lastSeenAt) >= Date.parse(known.lastSeenAt);
  const isWorse = given.severityRank > known.severityRank;
  return {
    // What the finding says is what its newest event says, whichever was delivered last.
    ...(isNewer ? given : known),
    id: known.id,
    producer: known.producer,
    producerId: known.producerId,
    severity: isWorse ? given.severity : known.severity,
    severityRank: isWorse ? given.severityRank : known.severityRank,
    status: 'open',
    evidenceCount: known.evidenceCount + more,
    decision: known.decision,
    firstSeenAt: Date.parse(given.firstSeenAt) < Date.parse(known.firstSeenAt) ? given.firstSeenAt : known.firstSeenAt,
    createdAt: known.createdAt,
    updatedAt: now,
  };
}

/** Whole rows that this transaction has locked, in one statement. */
async function overwrite(db: Db, rows: readonly FindingRow[]): Promise<FindingRow[]> {
  return db.insert(findings).values([...rows]).onConflictDoUpdate({ target: findings.fingerprint, set: everyColumnGiven() }).returning();
}

function everyColumnGiven(): Record<string, SQL> {
  const columns = Object.entries(getTableColumns(findings)).filter(([name]) => name !== 'id' && name !== 'fingerprint');
  return Object.fromEntries(columns.map(([name, column]) => [name, sql.raw(`excluded.${column.name}`)]));
}
