import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Db, Store } from '../../base/store/store.ts';
import { textArray } from '../../base/store/text-array.ts';
import type { Activity } from '../../core/activity.ts';
import type { Clock } from '../../core/clock.ts';
import type { FindingDraft } from '../../core/finding.ts';
import type { CloudTrailRecord } from '../../watch/activity/cloudtrail-record.ts';
import { principalKey, usualRemedy } from '../../watch/activity/judge-activity.ts';
import { normaliseActivity } from '../../watch/activity/normalise-activity.ts';
import { parseJson } from '../../watch/activity/parse-json.ts';
import { readRecord } from '../../watch/activity/read-record.ts';
import { correlate, type CorrelatedEvent, type CorrelationMatch } from '../../watch/activity/sigma/correlate.ts';
import { countedValue, feedsOf, groupKeyOf, groupNames, innerFirst } from '../../watch/activity/sigma/group-events.ts';
import { isCalled, type AnyRule } from '../../watch/activity/sigma/link-rules.ts';
import type { CorrelationRule, Rule } from '../../watch/activity/sigma/rule.ts';
import { correlatedEvents } from './tables.ts';

export interface MatchedEvent {
  readonly activity: Activity;
  readonly record: CloudTrailRecord;
  /** The record as JSON. */
  readonly raw: string;
  readonly matched: readonly Rule[];
}

export interface CorrelationDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly correlations: readonly CorrelationRule[];
  /** What a correlation does not count, though its rules match it. */
  readonly isExcepted?: (ruleId: string, record: unknown) => boolean;
}

type Row = typeof correlatedEvents.$inferSelect;

/** An event, or the newest one of a match of a correlation. */
interface Body {
  readonly activity: Activity;
  readonly record: CloudTrailRecord;
  readonly raw: string;
}

const mostEvidence = 200;
const mostRowsAtOnce = 1_000;
const mostGroupsAtOnce = 2_000;
/** Longer than any delivery is late. */
const keptDays = 7;

/**
 * Counts what the events of a delivery add to correlations, and drafts what is met now. Counting the same delivery again,
 * in any order, changes nothing: an event is kept once per correlation and group, and a match is worked out from all that is kept.
 */
export async function countCorrelated(deps: CorrelationDeps, events: readonly MatchedEvent[], { isSimulated }: { isSimulated: boolean }): Promise<FindingDraft[]> {
  const { store, correlations, clock, isExcepted = () => false } = deps;
  const now = clock().toISOString();
  const touched = new Map<CorrelationRule, Map<string, Span>>();
  const rows = events.flatMap((event) => {
    const fact: Fact = { key: event.activity.eventId, source: '', atMs: Date.parse(event.activity.at), eventIds: [event.activity.eventId], body: event, keptAt: now };
    return event.matched.flatMap((rule) => rowsFor(rule, correlations, fact)).filter(({ correlation }) => !isExcepted(correlation, event.record));
  });
  await keep(store, rows);
  for (const row of rows) touch(touched, correlations, row);

  const drafts: FindingDraft[] = [];
  const ahead = await groupsOf(store, touched);
  for (const rule of innerFirst(correlations)) {
    const isCounted = feedsOf(rule, correlations).length > 0;
    const groups = touched.get(rule);
    if (!groups || !(rule.alerts || isCounted)) continue;
    const kept = (countsMatches(rule, correlations) ? await groupsOf(store, new Map([[rule, groups]])) : ahead).get(rule.id);
    for (const [groupKey, span] of groups) {
      const matches = correlate(rule.plan, kept?.get(groupKey) ?? []);
      if (matches.length === 0 && !isCounted) continue;
      const told = await Promise.all(matches.map(async (match) => ({ match, bodies: await bodiesOf(store, match) })));
      if (rule.alerts) drafts.push(...told.map(({ match, bodies }) => draftOf(rule, match, { groupKey, bodies, isSimulated })));
      if (!isCounted) continue;
      const source = `${rule.id} ${groupKey}`;
      const above = told.flatMap((one) => rowsFor(rule, correlations, rowOfMatch(one, { source, keptAt: now })));
      await replace(store, { source, span, rows: above });
      for (const row of above) touch(touched, correlations, row);
    }
  }
  return drafts;
}

/** Forgets what is too old to be counted with anything that may still come. */
export async function forgetCorrelated({ store, clock, correlations }: CorrelationDeps): Promise<void> {
  const longestMs = Math.max(0, ...correlations.map(({ plan }) => plan.timespanMs));
  const before = new Date(clock().getTime() - longestMs - keptDays * 86_400_000).toISOString();
  await store.db.delete(correlatedEvents).where(lt(correlatedEvents.keptAt, before));
}

interface Span {
  fromMs: number;
  toMs: number;
}

type Fact = Pick<Row, 'key' | 'source' | 'eventIds' | 'keptAt'> & { readonly atMs: number; readonly body: Body };

function rowsFor(rule: AnyRule, correlations: readonly CorrelationRule[], { atMs, body, ...fact }: Fact): Row[] {
  const { activity, record, raw } = body;
  return feedsOf(rule, correlations).flatMap(({ into, name }): Row[] => {
    const groupKey = groupKeyOf(into, name, record);
    if (groupKey === null) return [];
    return [{ ...fact, correlation: into.id, groupKey, rule: name, at: new Date(atMs).toISOString(), value: countedValue(into.plan, record), accountId: activity.accountId, raw }];
  });
}

function touch(touched: Map<CorrelationRule, Map<string, Span>>, correlations: readonly CorrelationRule[], row: Row): void {
  const rule = correlations.find(({ id }) => id === row.correlation);
  if (!rule) return;
  const groups = touched.get(rule) ?? new Map<string, Span>();
  touched.set(rule, groups);
  const atMs = Date.parse(row.at);
  const span = groups.get(row.groupKey) ?? { fromMs: atMs, toMs: atMs };
  groups.set(row.groupKey, { fromMs: Math.min(span.fromMs, atMs), toMs: Math.max(span.toMs, atMs) });
}

async function keep(store: Store, given: readonly Row[]): Promise<void> {
  // In one order, so that two writers cannot wait for each other.
  const rows = given.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  for (let at = 0; at < rows.length; at += mostRowsAtOnce) {
    await insertRows(store.db, rows.slice(at, at + mostRowsAtOnce)).onConflictDoNothing();
  }
}

/** A parameter per column: with one per value, most of the time would go into reading the statement. */
function insertRows(db: Db, rows: readonly Row[]) {
  const column = (type: string, of: (row: Row) => string) => sql`${textArray(rows.map(of))}::${sql.raw(type)}[]`;
  const columns = [
    column('text', (row) => row.correlation),
    column('text', (row) => row.groupKey),
    column('text', (row) => row.rule),
    column('text', (row) => row.key),
    column('text', (row) => row.source),
    column('timestamptz', (row) => row.at),
    column('jsonb', (row) => JSON.stringify(row.eventIds)),
    column('jsonb', (row) => JSON.stringify(row.value)),
    column('text', (row) => row.accountId),
    column('text', (row) => row.raw),
    column('timestamptz', (row) => row.keptAt),
  ];
  return db.insert(correlatedEvents).select(sql`select * from unnest(${sql.join(columns, sql`, `)})`);
}

function nameOf({ correlation, groupKey, rule, key }: Row): string {
  return [correlation, groupKey, rule, key].join('\n');
}

/** The events of groups around those that came: a burst that they belong to begins or ends within a few timespans of them. */
async function groupsOf(store: Store, touched: ReadonlyMap<CorrelationRule, ReadonlyMap<string, Span>>): Promise<Map<string, Map<string, CorrelatedEvent[]>>> {
  const kept = new Map<string, Map<string, CorrelatedEvent[]>>();
  const all = [...touched].flatMap(([rule, groups]) => [...groups].map(([groupKey, span]) => ({ rule, groupKey, span })));
  const { correlation, groupKey, rule: name, at: time, eventIds, value } = correlatedEvents;
  for (let at = 0; at < all.length; at += mostGroupsAtOnce) {
    const some = all.slice(at, at + mostGroupsAtOnce);
    const column = (type: string, of: (one: (typeof some)[number]) => string) => sql`${textArray(some.map(of))}::${sql.raw(type)}[]`;
    const wanted = [
      column('text', ({ rule }) => rule.id),
      column('text', (one) => one.groupKey),
      column('timestamptz', ({ rule, span }) => new Date(span.fromMs - reachMs(rule)).toISOString()),
      column('timestamptz', ({ rule, span }) => new Date(span.toMs + reachMs(rule)).toISOString()),
    ];
    const rows = await store.db
      .select({ correlation, groupKey, rule: name, at: time, eventIds, value })
      .from(correlatedEvents)
      .innerJoin(
        sql`unnest(${sql.join(wanted, sql`, `)}) as wanted (correlation, group_key, from_at, to_at)`,
        sql`${correlation} = wanted.correlation and ${groupKey} = wanted.group_key and ${time} between wanted.from_at and wanted.to_at`,
      );
    for (const row of rows) {
      const groups = kept.get(row.correlation) ?? new Map<string, CorrelatedEvent[]>();
      kept.set(row.correlation, groups);
      const events = groups.get(row.groupKey) ?? [];
      groups.set(row.groupKey, events);
      events.push(eventOf(row));
    }
  }
  return kept;
}

function reachMs({ plan }: CorrelationRule): number {
  return plan.timespanMs * 4;
}

/** What such a rule counts is known only when those below it have been worked out. */
function countsMatches({ plan }: CorrelationRule, correlations: readonly CorrelationRule[]): boolean {
  return correlations.some((other) => plan.rules.some((name) => isCalled(other, name)));
}

function eventOf({ at, eventIds, rule, value }: Pick<Row, 'at' | 'eventIds' | 'rule' | 'value'>): CorrelatedEvent {
  return { atMs: Date.parse(at), eventIds, rule, value: counted(value) };
}

/** A text that is JSON is read from the store as what it says, and two lists with the same in them are not the same list. */
function counted(value: unknown): string | number | null {
  return value === null || typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a correlation found may have changed with what came late: its matches are written anew where they are counted. */
async function replace(store: Store, { source, span, rows }: { source: string; span: Span; rows: readonly Row[] }): Promise<void> {
  await store.db.transaction(async (db) => {
    const known = await db.select({ key: correlatedEvents.key }).from(correlatedEvents).where(and(eq(correlatedEvents.source, source), gte(correlatedEvents.at, new Date(span.fromMs).toISOString())));
    const stale = known.map(({ key }) => key).filter((key) => !rows.some((row) => row.key === key));
    if (stale.length > 0) await db.delete(correlatedEvents).where(and(eq(correlatedEvents.source, source), inArray(correlatedEvents.key, stale)));
    if (rows.length === 0) return;
    await insertRows(db, rows).onConflictDoUpdate({
      target: [correlatedEvents.correlation, correlatedEvents.groupKey, correlatedEvents.rule, correlatedEvents.key],
      set: { at: sql`excluded.at`, eventIds: sql`excluded.event_ids`, accountId: sql`excluded.account_id`, raw: sql`excluded.raw` },
    });
  });
}

interface ToldMatch {
  readonly match: CorrelationMatch;
  readonly bodies: readonly Body[];
}

function rowOfMatch({ match, bodies }: ToldMatch, { source, keptAt }: { source: string; keptAt: string }): Fact {
  const body = bodies.at(-1);
  if (!body) throw new Error('A correlation matched without an event');
  return { key: `${source} ${match.eventIds[0] ?? ''}`, source, atMs: match.metMs, eventIds: [...match.eventIds], body, keptAt };
}

function draftOf(rule: CorrelationRule, match: CorrelationMatch, { groupKey, bodies, isSimulated }: { groupKey: string; bodies: readonly Body[]; isSimulated: boolean }): FindingDraft {
  const { file } = rule;
  const last = bodies.at(-1);
  if (!last) throw new Error('A correlation matched without an event');
  const { accountId, region } = last.activity;
  return {
    fingerprint: ['correlation', rule.id, accountId, groupKey].join('|'),
    producer: { kind: 'rule', id: rule.id },
    severity: rule.severity,
    title: file.title,
    summary: summaryOf(rule, match, { groupKey, bodies }),
    why: file.why ?? file.description,
    remedy: file.runbook ?? usualRemedy,
    accountId,
    region,
    isSimulated,
    principal: principalKey(last.activity),
    resource: last.activity.resources[0]?.arn ?? null,
    tags: file.tags,
    firstSeenAt: new Date(match.fromMs).toISOString(),
    lastSeenAt: new Date(match.toMs).toISOString(),
    evidence: bodies.map(({ activity, record }) => ({ kind: 'activity', activity, raw: record })),
  };
}

/** The newest of the events that a match stands on, oldest first, those of the correlations below it included. */
async function bodiesOf(store: Store, { eventIds }: CorrelationMatch): Promise<Body[]> {
  const { key, accountId, raw, source, at } = correlatedEvents;
  const rows = await store.db
    .select({ key, accountId, raw })
    .from(correlatedEvents)
    .where(and(inArray(key, eventIds.slice(-mostEvidence)), eq(source, '')))
    .orderBy(at, key);
  return [...new Map(rows.map((row) => [row.key, row])).values()].map(bodyOf);
}

function bodyOf({ accountId, raw }: Pick<Row, 'accountId' | 'raw'>): Body {
  const record = readRecord(parseJson(raw));
  if (typeof record === 'string') throw new Error(`A record that was counted cannot be read again: ${record}`);
  return { activity: normaliseActivity(record, accountId), record, raw };
}

function summaryOf(rule: CorrelationRule, match: CorrelationMatch, { groupKey, bodies }: { groupKey: string; bodies: readonly Body[] }): string {
  const unique = (values: readonly (string | null)[]) => [...new Set(values.filter((value) => value !== null))];
  const names = unique(bodies.map(({ activity }) => activity.principal.name));
  const actions = unique(bodies.map(({ activity }) => activity.action));
  const addresses = unique(bodies.map(({ activity }) => activity.sourceAddress));
  const seconds = Math.round((match.toMs - match.fromMs) / 1_000);
  const group = Object.values(groupNames(rule, groupKey)).join(', ');
  const from = addresses.length === 0 ? '' : ` from ${few(addresses)}`;
  return `${match.eventIds.length} events within ${seconds} s${group === '' ? '' : ` of ${group}`}: ${few(names)} called ${few(actions)}${from}.`;
}

function few(values: readonly string[]): string {
  return values.length <= 4 ? values.join(', ') : `${values.slice(0, 4).join(', ')} and ${values.length - 4} more`;
}
