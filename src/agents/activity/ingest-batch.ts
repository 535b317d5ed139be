import type { LiveEvents } from '../../base/live/live-events.ts';
import type { Db, Store } from '../../base/store/store.ts';
import type { Activity } from '../../core/activity.ts';
import type { Actor } from '../../core/actor.ts';
import type { Clock } from '../../core/clock.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { severityRank, type Severity } from '../../core/severity.ts';
import type { AlertBudget } from '../../respond/noise/alert-budget.ts';
import { tellFindings } from '../../respond/noise/tell-findings.ts';
import type { OpenSessionLinks } from '../../watch/activity/actors/open-session-links.ts';
import { keepCoverage, type CoverageSpan } from '../../watch/activity/coverage/keep-coverage.ts';
import { keepQuarantined, releaseQuarantined, type Unreadable } from '../../watch/activity/coverage/quarantine.ts';
import { draftOf } from '../../watch/activity/judge-activity.ts';
import type { ActivityRow } from '../../watch/activity/lake/activity-row.ts';
import type { ActivityLake } from '../../watch/activity/lake/open-activity-lake.ts';
import { readRecord } from '../../watch/activity/read-record.ts';
import type { RecordReader, UnreadRecord } from '../../watch/activity/read-records.ts';
import { applyDecisions, type Decided } from '../../watch/activity/rulebook/apply-decisions.ts';
import type { RuleBook, RuleDecisions } from '../../watch/activity/rulebook/rule-book.ts';
import type { CorrelationRule, Rule } from '../../watch/activity/sigma/rule.ts';
import type { Delivery } from '../../watch/activity/sources/delivery.ts';
import { countCorrelated, type MatchedEvent } from './count-correlated.ts';
import { coverageNews } from './coverage-news.ts';
import { textOf, wholeRecord, type NotedRecord } from './note-record.ts';
import type { RecentIds } from './recent-ids.ts';

/** Judges by habits. What it learned is stored with the checkpoint, so that nothing counts twice. */
export interface HabitJudge {
  judge(events: readonly { readonly activity: Activity; readonly raw: Record<string, unknown> }[], about: { readonly isSimulated: boolean }): Promise<{
    readonly drafts: FindingDraft[];
    readonly changes: { commit(db: Db): Promise<void>; kept(): void };
  }>;
  /** Forgets what has not been seen for long. */
  forget(): Promise<void>;
}

export interface IngestDeps {
  readonly store: Store;
  readonly live: LiveEvents;
  readonly clock: Clock;
  readonly lake: Pick<ActivityLake, 'write'>;
  readonly reader: RecordReader<NotedRecord>;
  readonly correlations: readonly CorrelationRule[];
  /** What people decided about rules. */
  readonly book: RuleBook;
  /** How much an account may tell a day; without one, everything is told. */
  readonly budget?: AlertBudget | undefined;
  readonly behaviour?: HabitJudge | undefined;
  /** Who obtained temporary access keys. */
  readonly links: OpenSessionLinks;
  /** Events whose delay has been told already. */
  readonly measured: RecentIds;
}

/** A delivery that was read, or a part of one. */
export interface ReadDelivery {
  readonly delivery: Delivery;
  readonly records: readonly NotedRecord[];
  readonly unread: readonly UnreadRecord[];
  /** False while a part of it is still to come, or could not be read: what it left in quarantine stays there. */
  readonly isWhole?: boolean;
  /** What has now been read of a place. */
  readonly covers?: { readonly accountId: string; readonly region: string; readonly spans: readonly CoverageSpan[] } | undefined;
  /** It happened before the place was watched. */
  readonly isHistory?: boolean | undefined;
  /** Moves the checkpoint, in the transaction that everything else has come before. */
  readonly commit?: ((db: Db) => Promise<void>) | undefined;
}

export interface BatchAbout {
  readonly isSimulated: boolean;
  /** Older events are kept and raise nothing. */
  readonly raisesFrom?: Date | undefined;
}

export interface Ingested {
  readonly records: number;
  readonly matches: number;
  /** New, or with new evidence. */
  readonly findings: number;
  readonly kept: number;
  readonly repeated: number;
  readonly unread: readonly UnreadRecord[];
}

/**
 * Judges and keeps what was read. Whatever is stored before the last transaction changes nothing when it is stored again,
 * so that a process which dies anywhere in here only has to be given the deliveries once more, in this batch or another.
 */
export async function ingestBatch(deps: IngestDeps, parts: readonly ReadDelivery[], about: BatchAbout): Promise<Ingested> {
  const decisions = await deps.book.decisions();
  const { learned } = await deps.links.prepare(parts.flatMap(({ records }) => records.map(({ record, call }) => record ?? call)));
  const judgedParts = parts.map((part) => ({ ...part, judged: part.records.map((one) => judge(one, { accountId: part.delivery.accountId ?? '', decisions, links: deps.links })) }));
  const judged = judgedParts.flatMap((part) => part.judged);
  const unread = parts.flatMap((part) => part.unread);

  // The lake waits for the disk most of the time, and the database for nothing but the processor.
  const [{ habits, drafts, told }, { written, repeated }] = await Promise.all([
    raise(deps, judged, { ...about, decisions }),
    judged.length === 0 ? { written: 0, repeated: 0 } : deps.lake.write({ origin: originOf(parts), rows: judged.map(({ row }) => row) }),
  ]);

  const now = deps.clock();
  const news = coverageNews(judgedParts.map(({ delivery, covers, isHistory, judged: of }) => ({ delivery, covers, isHistory, activities: of.map(({ activity }) => activity) })), deps.measured);
  await deps.store.db.transaction(async (db) => {
    await habits?.changes.commit(db);
    await deps.links.commit(db, learned);
    for (const one of news) await keepCoverage(db, one);
    const whole = parts.filter((part) => part.unread.length === 0 && part.isWhole !== false);
    if (whole.length > 0) await releaseQuarantined(db, whole.map(({ delivery }) => delivery.origin));
    for (const { delivery, unread: left } of parts) if (left.length > 0) await keepQuarantined(db, left.map((one) => unreadableOf(one, delivery)), now);
    for (const { commit } of parts) await commit?.(db);
  });
  habits?.changes.kept();
  return { records: judged.length, matches: drafts, findings: told, kept: written, repeated, unread };
}

interface Raised {
  readonly habits: Awaited<ReturnType<HabitJudge['judge']>> | undefined;
  readonly drafts: number;
  /** New, or with new evidence. */
  readonly told: number;
}

async function raise(deps: IngestDeps, judged: readonly Judged[], about: BatchAbout & { readonly decisions: RuleDecisions }): Promise<Raised> {
  const habits = judged.length === 0 ? undefined : await deps.behaviour?.judge(judged.map(behavedOf), { isSimulated: about.isSimulated });
  const since = about.raisesFrom?.toISOString() ?? '';
  const unusual = (habits?.drafts ?? []).filter(({ lastSeenAt }) => lastSeenAt >= since).map((draft) => ({ ...draft, actor: actorOf(draft, deps.links) }));
  const drafts = [...(await draftsOf(deps, judged, about)), ...unusual];
  const { added, changed } = drafts.length === 0 ? { added: 0, changed: 0 } : await tellFindings(deps, drafts, about.decisions);
  return { habits, drafts: drafts.length, told: added + changed };
}

interface Judged {
  readonly noted: NotedRecord;
  readonly row: ActivityRow;
  readonly activity: Activity;
  readonly actor: Actor;
  readonly decided: Decided;
}

const nothingMatched: Decided = { told: [], staged: [], noted: [], counted: [] };

function judge(one: NotedRecord, { accountId, decisions, links }: { accountId: string; decisions: RuleDecisions; links: OpenSessionLinks }): Judged {
  const { call, raw, eventType, category, matched } = one;
  const activity = one.activity.accountId === '' ? { ...one.activity, accountId } : one.activity;
  const decided = matched.length === 0 ? nothingMatched : applyDecisions(decisions, matched, wholeRecord(one));
  const { noted } = decided;
  const actor = links.actorOf(call);
  return { noted: one, activity, actor, decided, row: { activity, actor, eventType, category, severity: highest(noted), ruleIds: idsOf(noted), raw } };
}

/** Most records are never looked at again: they are read again only when they are. */
function behavedOf({ activity, noted }: Judged): { readonly activity: Activity; readonly raw: Record<string, unknown> } {
  return {
    activity,
    get raw() {
      return wholeRecord(noted);
    },
  };
}

async function draftsOf({ store, clock, correlations, links }: IngestDeps, judged: readonly Judged[], { isSimulated, raisesFrom, decisions }: BatchAbout & { readonly decisions: RuleDecisions }): Promise<FindingDraft[]> {
  const since = raisesFrom?.toISOString() ?? '';
  const raising = judged.filter(({ decided: { counted }, activity }) => counted.length > 0 && activity.at >= since).map((one) => ({ ...one, record: wholeRecord(one.noted) }));
  const alone = raising.flatMap(({ activity, actor, record, decided: { told, staged } }) => [...told, ...staged].map((rule) => ({ ...draftOf(rule, record, { activity, isSimulated }), actor })));
  if (correlations.length === 0 || raising.length === 0) return alone;
  const events: MatchedEvent[] = raising.map(({ activity, record, noted: { raw }, decided: { counted } }) => ({ activity, record, raw: textOf(raw), matched: counted }));
  const correlated = await countCorrelated({ store, clock, correlations: decisions.correlationsFor(correlations), isExcepted: decisions.isExcepted }, events, { isSimulated });
  return [...alone, ...correlated.map((draft) => ({ ...draft, actor: actorOf(draft, links) }))];
}

/** Who stands behind the newest of the events that it stands on. */
function actorOf({ evidence }: FindingDraft, links: OpenSessionLinks): Actor | null {
  const last = evidence.findLast((piece) => piece.kind === 'activity');
  const record = last ? readRecord(last.raw) : 'no event';
  return typeof record === 'string' ? null : links.actorOf(record);
}

/** The same deliveries together have the same name again. */
function originOf(parts: readonly ReadDelivery[]): string {
  return parts.map(({ delivery }) => delivery.origin).join('\n');
}

export function unreadableOf({ because, excerpt }: UnreadRecord, { origin, kind, accountId, region }: Delivery): Unreadable {
  return { origin, source: kind, what: 'record', reason: because, excerpt, accountId, region };
}

const noIds: readonly string[] = [];

function idsOf(rules: readonly Rule[]): readonly string[] {
  return rules.length === 0 ? noIds : rules.map(({ id }) => id);
}

function highest(rules: readonly Rule[]): Severity | null {
  return rules.reduce<Severity | null>((most, { severity }) => (most === null || severityRank(severity) > severityRank(most) ? severity : most), null);
}
