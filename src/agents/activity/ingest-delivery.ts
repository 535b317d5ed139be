import type { LiveEvents } from '../../base/live/live-events.ts';
import type { Db, Store } from '../../base/store/store.ts';
import type { Actor } from '../../core/actor.ts';
import type { Activity } from '../../core/activity.ts';
import type { Clock } from '../../core/clock.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { severityRank, type Severity } from '../../core/severity.ts';
import { recordFindings } from '../../respond/findings/record-findings.ts';
import { keepCoverage, type CoverageNews, type CoverageSpan } from '../../watch/activity/coverage/keep-coverage.ts';
import { keepQuarantined, releaseQuarantined, type Unreadable } from '../../watch/activity/coverage/quarantine.ts';
import type { OpenSessionLinks } from '../../watch/activity/actors/open-session-links.ts';
import { resolveActor } from '../../watch/activity/actors/resolve-actor.ts';
import { draftOf } from '../../watch/activity/judge-activity.ts';
import type { ActivityRow } from '../../watch/activity/lake/activity-row.ts';
import type { ActivityLake } from '../../watch/activity/lake/open-activity-lake.ts';
import { normaliseActivity } from '../../watch/activity/normalise-activity.ts';
import type { JudgedRecord, RecordReader, UnreadRecord } from '../../watch/activity/read-records.ts';
import { applyDecisions, type Decided } from '../../watch/activity/rulebook/apply-decisions.ts';
import type { RuleBook, RuleDecisions } from '../../watch/activity/rulebook/rule-book.ts';
import type { CorrelationRule, Rule } from '../../watch/activity/sigma/rule.ts';
import type { Delivery } from '../../watch/activity/sources/delivery.ts';
import { readInsights } from '../../watch/activity/sources/read-insights.ts';
import { countCorrelated, type MatchedEvent } from './count-correlated.ts';
import type { RecentIds } from './recent-ids.ts';

/** Judges by habits. What it learned is stored with the checkpoint, so that nothing counts twice. */
export interface HabitJudge {
  judge(events: readonly { readonly activity: Activity; readonly raw: Record<string, unknown> }[], about: { readonly isSimulated: boolean }): Promise<{
    readonly drafts: FindingDraft[];
    readonly changes: { commit(db: Db): Promise<void>; kept(): void };
  }>;
}

export interface IngestDeps {
  readonly store: Store;
  readonly live: LiveEvents;
  readonly clock: Clock;
  readonly lake: Pick<ActivityLake, 'write'>;
  readonly reader: RecordReader;
  readonly correlations: readonly CorrelationRule[];
  /** What people decided about rules. */
  readonly book: RuleBook;
  readonly behaviour?: HabitJudge | undefined;
  /** Who obtained temporary access keys. */
  readonly links: OpenSessionLinks;
  /** Events whose delay has been told already. */
  readonly measured: RecentIds;
}

export interface IngestOrder {
  readonly delivery: Delivery;
  readonly isSimulated: boolean;
  /** False while a part of it is still to come, or could not be read: what it left in quarantine stays there. */
  readonly isWhole?: boolean;
  /** Older events are kept and raise nothing. */
  readonly raisesFrom?: Date | undefined;
  /** What has now been read of a place. */
  readonly covers?: { readonly accountId: string; readonly region: string; readonly spans: readonly CoverageSpan[] } | undefined;
  /** Moves the checkpoint, in the transaction that everything else has come before. */
  readonly commit?: (db: Db) => Promise<void>;
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
 * Reads, judges and keeps one delivery. Whatever is stored before the last transaction changes nothing when it is stored
 * again, so that a process which dies anywhere in here only has to be given the delivery once more.
 */
export async function ingestDelivery(deps: IngestDeps, order: IngestOrder): Promise<Ingested> {
  if (order.delivery.kind === 'insights') return ingestInsights(deps, order);
  deps.reader.feed(order.delivery.bytes);
  deps.reader.end();
  return ingestRead(deps, order, deps.reader.take());
}

/** They are no activity, and say what CloudTrail itself noticed. */
async function ingestInsights(deps: IngestDeps, { delivery, isSimulated, raisesFrom, commit }: IngestOrder): Promise<Ingested> {
  const { drafts, unread } = readInsights(delivery, { isSimulated });
  const raising = drafts.filter(({ lastSeenAt }) => lastSeenAt >= (raisesFrom?.toISOString() ?? ''));
  const { added, changed } = await recordFindings(deps, raising);
  await deps.store.db.transaction(async (db) => {
    await keepQuarantined(db, unread.map((one) => unreadableOf(one, delivery)), deps.clock());
    await commit?.(db);
  });
  return { records: drafts.length, matches: raising.length, findings: added + changed, kept: 0, repeated: 0, unread };
}

/** The same for a part of a delivery that is read piece by piece. */
export async function ingestRead(deps: IngestDeps, order: IngestOrder, { records, unread }: { records: readonly JudgedRecord[]; unread: readonly UnreadRecord[] }): Promise<Ingested> {
  const { delivery } = order;
  const decisions = await deps.book.decisions();
  const { learned } = await deps.links.prepare(records.map(({ record }) => record));
  const judged = records.map((one) => judge(one, { accountId: delivery.accountId ?? '', decisions, links: deps.links }));
  const habits = judged.length === 0 ? undefined : await deps.behaviour?.judge(judged.map(({ activity, record }) => ({ activity, raw: record })), { isSimulated: order.isSimulated });
  const unusual = (habits?.drafts ?? []).filter(({ lastSeenAt }) => lastSeenAt >= (order.raisesFrom?.toISOString() ?? ''));
  const drafts = [...(await draftsOf(deps, judged, order)), ...unusual];
  const { added, changed } = drafts.length === 0 ? { added: 0, changed: 0 } : await recordFindings(deps, drafts);
  const { written, repeated } = judged.length === 0 ? { written: 0, repeated: 0 } : await deps.lake.write({ origin: delivery.origin, rows: judged.map(({ row }) => row) });

  const news = newsOf(deps, judged, order);
  await deps.store.db.transaction(async (db) => {
    await habits?.changes.commit(db);
    await deps.links.commit(db, learned);
    for (const one of news) await keepCoverage(db, one);
    if (unread.length === 0 && order.isWhole !== false) await releaseQuarantined(db, delivery.origin);
    if (unread.length > 0) await keepQuarantined(db, unread.map((one) => unreadableOf(one, delivery)), deps.clock());
    await order.commit?.(db);
  });
  habits?.changes.kept();
  return { records: records.length, matches: drafts.length, findings: added + changed, kept: written, repeated, unread };
}

interface Judged {
  readonly row: ActivityRow;
  readonly activity: Activity;
  readonly actor: Actor;
  readonly record: JudgedRecord['record'];
  readonly decided: Decided;
}

const nothingMatched: Decided = { told: [], noted: [], counted: [] };

function judge({ record, raw, matched }: JudgedRecord, { accountId, decisions, links }: { accountId: string; decisions: RuleDecisions; links: OpenSessionLinks }): Judged {
  const activity = normaliseActivity(record, accountId);
  const decided = matched.length === 0 ? nothingMatched : applyDecisions(decisions, matched, record);
  const { noted } = decided;
  const actor = resolveActor(record, links);
  return { activity, actor, record, decided, row: { activity, actor, severity: highest(noted), ruleIds: noted.map(({ id }) => id), raw } };
}

async function draftsOf({ store, clock, correlations }: IngestDeps, judged: readonly Judged[], { isSimulated, raisesFrom }: IngestOrder): Promise<FindingDraft[]> {
  const since = raisesFrom?.toISOString() ?? '';
  const raising = judged.filter(({ decided: { counted }, activity }) => counted.length > 0 && activity.at >= since);
  const alone = raising.flatMap(({ activity, actor, record, decided: { told } }) => told.map((rule) => ({ ...draftOf(rule, record, { activity, isSimulated }), actor })));
  if (correlations.length === 0 || raising.length === 0) return alone;
  const events: MatchedEvent[] = raising.map(({ activity, record, decided: { counted } }) => ({ activity, raw: record, matched: counted }));
  return [...alone, ...(await countCorrelated({ store, clock, correlations }, events, { isSimulated }))];
}

function newsOf({ measured }: IngestDeps, judged: readonly Judged[], { delivery, covers }: IngestOrder): CoverageNews[] {
  const news = new Map<string, CoverageNews & { arrivals: { atMs: number; lagMs: number }[] }>();
  const of = (accountId: string, region: string) => {
    const key = `${accountId}/${region}`;
    const known = news.get(key) ?? { accountId, region, source: delivery.kind, spans: covers?.accountId === accountId && covers.region === region ? covers.spans : [], arrivals: [] };
    news.set(key, known);
    return known;
  };
  if (covers) of(covers.accountId, covers.region);
  // Nobody knows when a file could first be read.
  const arrived = delivery.kind === 'file' ? [] : judged;
  for (const { activity } of arrived) {
    if (!isPlaceName(activity) || !measured.add(activity.eventId)) continue;
    const atMs = Date.parse(activity.at);
    of(activity.accountId, activity.region).arrivals.push({ atMs, lagMs: delivery.deliveredAt.getTime() - atMs });
  }
  return [...news.values()].filter(({ spans, arrivals }) => spans.length + arrivals.length > 0).sort((a, b) => (a.accountId + a.region < b.accountId + b.region ? -1 : 1));
}

/** Records may name anything; the ledger has rows for places only. */
function isPlaceName({ accountId, region }: Activity): boolean {
  return /^\d{12}$/.test(accountId) && /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region);
}

function unreadableOf({ because, excerpt }: UnreadRecord, { origin, kind, accountId, region }: Delivery): Unreadable {
  return { origin, source: kind, what: 'record', reason: because, excerpt, accountId, region };
}

function highest(rules: readonly Rule[]): Severity | null {
  return rules.reduce<Severity | null>((most, { severity }) => (most === null || severityRank(severity) > severityRank(most) ? severity : most), null);
}
