import { and, between, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Store } from '../../base/store/store.ts';
import type { Activity } from '../../core/activity.ts';
import type { Clock } from '../../core/clock.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { principalKey, usualRemedy } from '../../watch/activity/judge-activity.ts';
import { correlate, type CorrelatedEvent, type CorrelationMatch } from '../../watch/activity/sigma/correlate.ts';
import { countedValue, feedsOf, groupKeyOf, groupNames, innerFirst } from '../../watch/activity/sigma/group-events.ts';
import type { AnyRule } from '../../watch/activity/sigma/link-rules.ts';
import type { CorrelationRule, Rule } from '../../watch/activity/sigma/rule.ts';
import { correlatedEvents } from './tables.ts';

export interface MatchedEvent {
  readonly activity: Activity;
  readonly raw: Record<string, unknown>;
  readonly matched: readonly Rule[];
}

export interface CorrelationDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly correlations: readonly CorrelationRule[];
}

type Row = typeof correlatedEvents.$inferSelect;
type Body = Row['body'];

const mostEvidence = 200;
const mostRowsAtOnce = 1_000;
/** Longer than any delivery is late. */
const keptDays = 7;

/**
 * Counts what the events of a delivery add to correlations, and drafts what is met now. Counting the same delivery again,
 * in any order, changes nothing: an event is kept once per correlation and group, and a match is worked out from all that is kept.
 */
export async function countCorrelated(deps: CorrelationDeps, events: readonly MatchedEvent[], { isSimulated }: { isSimulated: boolean }): Promise<FindingDraft[]> {
  const { store, correlations, clock } = deps;
  const now = clock().toISOString();
  const touched = new Map<CorrelationRule, Map<string, Span>>();
  const rows = events.flatMap(({ activity, raw, matched }) =>
    matched.flatMap((rule) => rowsFor(rule, correlations, { key: activity.eventId, source: '', atMs: Date.parse(activity.at), eventIds: [activity.eventId], body: { activity, raw }, keptAt: now })),
  );
  await keep(store, rows);
  for (const row of rows) touch(touched, correlations, row);

  const drafts: FindingDraft[] = [];
  for (const rule of innerFirst(correlations)) {
    for (const [groupKey, span] of touched.get(rule) ?? []) {
      const kept = await groupOf(store, rule, { groupKey, span });
      const matches = correlate(rule.plan, kept.map(eventOf));
      for (const match of rule.alerts ? matches : []) drafts.push(draftOf(rule, match, { groupKey, bodies: await bodiesOf(store, match), isSimulated }));
      const above = matches.flatMap((match) => rowsFor(rule, correlations, rowOfMatch(match, kept, { source: `${rule.id} ${groupKey}`, keptAt: now })));
      await replace(store, { source: `${rule.id} ${groupKey}`, span, rows: above });
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

type Fact = Pick<Row, 'key' | 'source' | 'eventIds' | 'body' | 'keptAt'> & { readonly atMs: number };

function rowsFor(rule: AnyRule, correlations: readonly CorrelationRule[], { atMs, ...fact }: Fact): Row[] {
  return feedsOf(rule, correlations).flatMap(({ into, name }): Row[] => {
    const groupKey = groupKeyOf(into, name, fact.body.raw);
    if (groupKey === null) return [];
    return [{ ...fact, correlation: into.id, groupKey, rule: name, at: new Date(atMs).toISOString(), value: countedValue(into.plan, fact.body.raw) }];
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

async function keep(store: Store, rows: readonly Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += mostRowsAtOnce) {
    await store.db.insert(correlatedEvents).values(rows.slice(at, at + mostRowsAtOnce)).onConflictDoNothing();
  }
}

/** The events of a group around those that came: a burst that they belong to begins or ends within a few timespans of them. */
async function groupOf(store: Store, rule: CorrelationRule, { groupKey, span }: { groupKey: string; span: Span }): Promise<Row[]> {
  const reachMs = rule.plan.timespanMs * 4;
  return store.db
    .select()
    .from(correlatedEvents)
    .where(and(eq(correlatedEvents.correlation, rule.id), eq(correlatedEvents.groupKey, groupKey), between(correlatedEvents.at, new Date(span.fromMs - reachMs).toISOString(), new Date(span.toMs + reachMs).toISOString())))
    .orderBy(correlatedEvents.at, correlatedEvents.key);
}

function eventOf({ at, eventIds, rule, value }: Row): CorrelatedEvent {
  return { atMs: Date.parse(at), eventIds, rule, value };
}

/** What a correlation found may have changed with what came late: its matches are written anew where they are counted. */
async function replace(store: Store, { source, span, rows }: { source: string; span: Span; rows: readonly Row[] }): Promise<void> {
  await store.db.transaction(async (db) => {
    const known = await db.select({ key: correlatedEvents.key }).from(correlatedEvents).where(and(eq(correlatedEvents.source, source), gte(correlatedEvents.at, new Date(span.fromMs).toISOString())));
    const stale = known.map(({ key }) => key).filter((key) => !rows.some((row) => row.key === key));
    if (stale.length > 0) await db.delete(correlatedEvents).where(and(eq(correlatedEvents.source, source), inArray(correlatedEvents.key, stale)));
    if (rows.length === 0) return;
    await db
      .insert(correlatedEvents)
      .values([...rows])
      .onConflictDoUpdate({
        target: [correlatedEvents.correlation, correlatedEvents.groupKey, correlatedEvents.rule, correlatedEvents.key],
        set: { at: sql`excluded.at`, eventIds: sql`excluded.event_ids`, body: sql`excluded.body` },
      });
  });
}

function rowOfMatch(match: CorrelationMatch, kept: readonly Row[], { source, keptAt }: { source: string; keptAt: string }): Fact {
  const parts = partsOf(match, kept);
  const last = parts.at(-1);
  if (!last) throw new Error('A correlation matched without an event');
  return { key: `${source} ${match.eventIds[0] ?? ''}`, source, atMs: match.metMs, eventIds: [...match.eventIds], body: last.body, keptAt };
}

function partsOf(match: CorrelationMatch, kept: readonly Row[]): Row[] {
  const ids = new Set(match.eventIds);
  return kept.filter(({ eventIds }) => eventIds.some((id) => ids.has(id)));
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
    evidence: bodies.map(({ activity, raw }) => ({ kind: 'activity', activity, raw })),
  };
}

/** The newest of the events that a match stands on, oldest first, those of the correlations below it included. */
async function bodiesOf(store: Store, { eventIds }: CorrelationMatch): Promise<Body[]> {
  const rows = await store.db
    .select({ key: correlatedEvents.key, body: correlatedEvents.body })
    .from(correlatedEvents)
    .where(and(inArray(correlatedEvents.key, eventIds.slice(-mostEvidence)), eq(correlatedEvents.source, '')))
    .orderBy(correlatedEvents.at, correlatedEvents.key);
  return [...new Map(rows.map(({ key, body }) => [key, body])).values()];
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
