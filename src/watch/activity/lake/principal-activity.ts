import { z } from 'zod';
import type { SqlLimits } from '../../../base/lake/duckdb.ts';
import { sqlText } from '../../../base/lake/sql-text.ts';
import type { Clock } from '../../../core/clock.ts';
import type { ActivityFilter, PrincipalActivity } from './contract.ts';
import { conditionOf, filesFor, sqlTime } from './filter-sql.ts';
import { askLake, type LakeReading } from './lake-view.ts';
import { timeSpan } from './time-span.ts';

const daysShown = 30;
const dayMs = 86_400_000;
const top = 20;

const tops = { action: 'actions', service: 'services', region: 'regions', source_address: 'addresses', user_agent: 'userAgents', access_key_id: 'accessKeys', actor_name: 'actors' } as const;
type Top = keyof typeof tops;
const firstKinds = { action: 'action', region: 'region', source_address: 'address', user_agent: 'userAgent' } as const;

const rowSchema = z.object({ kind: z.string(), value: z.string().nullable(), count: z.number(), errors: z.number(), first: z.string().nullable(), last: z.string().nullable() });
type Row = z.output<typeof rowSchema>;

interface Asked {
  readonly principal: string;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** What one principal, named by its ARN or name, did. A role is all of its sessions. */
export async function principalActivity(lake: LakeReading, { principal, since, until }: Asked, { clock, ...limits }: SqlLimits & { clock: Clock }): Promise<PrincipalActivity> {
  const { from: start, to, filter } = timeSpan({ principal, since, until }, clock(), daysShown);
  const counted = (kind: string, value: string, from = 'done') => `select '${kind}' as kind, ${value} as value, count(*) as count, count(error_code) as errors, min(event_time) as first, max(event_time) as last from ${from} group by all`;
  const topOf = (kind: string, value: string, from?: string) => `(${counted(kind, value, from)} having value is not null order by count desc, value limit ${top})`;
  const firstOf = (column: string) => `(${counted(`first ${column}`, column)} having value is not null and first >= ${sqlTime(to - dayMs)} order by first, value limit ${top})`;
  const parts = [
    `select 'all' as kind, null as value, count(*) as count, count(error_code) as errors, min(event_time) as first, max(event_time) as last from done`,
    counted('day', 'date::varchar'),
    counted('hour', 'hour(event_time)::varchar'),
    ...Object.keys(tops).map((column) => topOf(column, column)),
    topOf('rule', 'rule_id', '(select unnest(rule_ids) as rule_id, error_code, event_time from done)'),
    ...Object.keys(firstKinds).map(firstOf),
  ];
  const rows = await askLake(lake, filesFor(filter), {
    sql: (events) => `with done as materialized (select event_time, date, error_code, rule_ids, ${Object.keys(tops).join(', ')} from ${events} where ${conditionOf(filter)}) ${parts.join(' union all ')}`,
    ...limits,
  });
  const found = rows.map((row) => rowSchema.parse(row));
  const of = (kind: string) => found.filter((row) => row.kind === kind);
  const listOf = (kind: Top | 'rule') => of(kind).map(({ value, count }) => ({ value: value ?? '', count })).sort((a, b) => b.count - a.count);
  const [all] = of('all');
  const hours = new Map(of('hour').map(({ value, count }) => [Number(value), count]));
  const addresses = listOf('source_address');
  return {
    principal,
    from: new Date(start).toISOString(),
    to: new Date(to).toISOString(),
    total: all?.count ?? 0,
    errors: all?.errors ?? 0,
    firstAt: all?.first ?? null,
    lastAt: all?.last ?? null,
    byDay: of('day').map(({ value, count, errors }) => ({ date: value ?? '', count, errors })).sort((a, b) => (a.date < b.date ? -1 : 1)),
    byHour: Array.from({ length: 24 }, (_, hour) => hours.get(hour) ?? 0),
    actions: listOf('action'),
    services: listOf('service'),
    regions: listOf('region'),
    addresses,
    userAgents: listOf('user_agent'),
    accessKeys: listOf('access_key_id'),
    actors: listOf('actor_name'),
    rules: listOf('rule'),
    firsts: isNewcomer(all, to) ? [] : firstsOf(of),
    peers: await peersOf(lake, { filter, addresses: addresses.map(({ value }) => value) }, limits),
  };
}

/** Who was not there before the last day does everything for the first time. */
function isNewcomer(all: Row | undefined, to: number): boolean {
  const first = all?.first ?? null;
  return first === null || Date.parse(first) >= to - dayMs;
}

function firstsOf(of: (kind: string) => Row[]): PrincipalActivity['firsts'] {
  const firsts = Object.entries(firstKinds).flatMap(([column, kind]) => of(`first ${column}`).map(({ value, count, first }) => ({ kind, value: value ?? '', count, firstAt: first ?? '' })));
  return firsts.sort((a, b) => (a.firstAt < b.firstAt ? -1 : 1));
}

const peerSchema = z.object({ principal: z.string(), calls: z.number(), addresses: z.number() });

/** Addresses of AWS services are shared by everyone, and say nothing. */
async function peersOf(lake: LakeReading, { filter, addresses }: { filter: ActivityFilter; addresses: readonly string[] }, limits: SqlLimits): Promise<PrincipalActivity['peers']> {
  const own = addresses.filter((address) => /[.:]/.test(address) && !address.endsWith('.amazonaws.com'));
  if (own.length === 0) return [];
  const { principal: _own, ...time } = filter;
  const name = 'coalesce(session_issuer_arn, principal_arn, principal_name)';
  const rows = await askLake(lake, filesFor(time), {
    sql: (events) =>
      `select ${name} as principal, count(*) as calls, count(distinct source_address) as addresses from ${events} where ${conditionOf(time)} and source_address in (${own.map(sqlText).join(', ')}) and not coalesce(${conditionOf({ principal: filter.principal })}, false) and ${name} is not null group by 1 order by calls desc, principal limit ${top}`,
    ...limits,
  });
  return rows.map((row) => peerSchema.parse(row));
}
