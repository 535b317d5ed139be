import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { LiveEvents } from '../../base/live/live-events.ts';
import type { Db, Store } from '../../base/store/store.ts';
import type { Clock } from '../../core/clock.ts';
import { evidenceKey, type Evidence } from '../../core/evidence.ts';
import type { Finding, FindingDraft } from '../../core/finding.ts';
import { severityRank } from '../../core/severity.ts';
import { findingFromRow } from './finding-from-row.ts';
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

/**
 * The only writer of findings. A fingerprint is stored once, and each piece of evidence once under it, so that
 * reading the same activity again, in any order and by any number of processes, changes nothing.
 */
export async function recordFindings(deps: FindingsDeps, drafts: readonly FindingDraft[]): Promise<RecordedFindings> {
  const tally = { added: 0, changed: 0, unchanged: 0 };
  // One order for all writers, so that two of them cannot wait for each other's rows.
  const merged = [...mergeByFingerprint(drafts)].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  for (const draft of merged) {
    const { outcome, finding } = await deps.store.db.transaction((db) => recordOne(db, draft, deps.clock().toISOString()));
    tally[outcome] += 1;
    if (outcome !== 'unchanged') deps.live.publish({ type: 'finding', finding, isNew: outcome === 'added' });
  }
  return tally;
}

async function recordOne(
  db: Db,
  draft: FindingDraft,
  now: string,
): Promise<{ outcome: keyof RecordedFindings; finding: Finding }> {
  const { fingerprint, producer, evidence, severity, ...facts } = draft;
  const [inserted] = await db
    .insert(findings)
    .values({
      ...facts,
      id: randomUUID(),
      fingerprint,
      producer,
      producerId: producer.id,
      severity,
      severityRank: severityRank(severity),
      status: 'open',
      evidenceCount: evidence.length,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing({ target: findings.fingerprint })
    .returning();
  if (inserted) {
    await addEvidence(db, inserted.id, evidence);
    return { outcome: 'added', finding: findingFromRow(inserted) };
  }

  const [known] = await db.select().from(findings).where(eq(findings.fingerprint, fingerprint)).for('update');
  if (!known) throw new Error(`The finding ${fingerprint} was neither inserted nor found`);
  const fresh = await addEvidence(db, known.id, evidence);
  if (fresh === 0) return { outcome: 'unchanged', finding: findingFromRow(known) };
  // What the finding says is what its newest event says, whichever was delivered last.
  const isNewer = Date.parse(facts.lastSeenAt) >= Date.parse(known.lastSeenAt);
  const [changed] = await db
    .update(findings)
    .set({
      ...(isNewer ? facts : {}),
      severity: severityRank(severity) > known.severityRank ? severity : known.severity,
      severityRank: Math.max(severityRank(severity), known.severityRank),
      status: 'open',
      evidenceCount: known.evidenceCount + fresh,
      firstSeenAt: sql`least(${findings.firstSeenAt}, ${facts.firstSeenAt}::timestamptz)`,
      lastSeenAt: sql`greatest(${findings.lastSeenAt}, ${facts.lastSeenAt}::timestamptz)`,
      updatedAt: now,
    })
    .where(eq(findings.id, known.id))
    .returning();
  if (!changed) throw new Error(`The finding ${known.id} vanished while it was locked`);
  return { outcome: 'changed', finding: findingFromRow(changed) };
}

async function addEvidence(db: Db, findingId: string, evidence: readonly Evidence[]): Promise<number> {
  const rows = evidence.map((body) => ({ findingId, key: evidenceKey(body), at: evidenceTime(body), body }));
  const added = await db.insert(findingEvidence).values(rows).onConflictDoNothing().returning({ key: findingEvidence.key });
  return added.length;
}

function evidenceTime(evidence: Evidence): string {
  return evidence.kind === 'activity' ? evidence.activity.at : evidence.gap.at;
}

/** Drafts of one batch that are the same finding become one, with each piece of evidence once. */
function mergeByFingerprint(drafts: readonly FindingDraft[]): Iterable<FindingDraft> {
  const byFingerprint = new Map<string, FindingDraft>();
  for (const draft of drafts) {
    const known = byFingerprint.get(draft.fingerprint);
    byFingerprint.set(draft.fingerprint, known ? joined(known, draft) : { ...draft, evidence: distinct(draft.evidence) });
  }
  return byFingerprint.values();
}

function joined(a: FindingDraft, b: FindingDraft): FindingDraft {
  const newer = b.lastSeenAt > a.lastSeenAt ? b : a;
  return {
    ...newer,
    severity: severityRank(a.severity) > severityRank(b.severity) ? a.severity : b.severity,
    firstSeenAt: a.firstSeenAt < b.firstSeenAt ? a.firstSeenAt : b.firstSeenAt,
    evidence: distinct([...a.evidence, ...b.evidence]),
  };
}

function distinct(evidence: readonly Evidence[]): Evidence[] {
  return [...new Map(evidence.map((piece) => [evidenceKey(piece), piece])).values()];
}
