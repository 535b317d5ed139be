import { z } from 'zod';
import type { SqlLimits } from '../../../base/lake/duckdb.ts';
import type { Clock } from '../../../core/clock.ts';
import type { PrincipalActivity } from './contract.ts';
import { conditionOf, filesFor } from './filter-sql.ts';
import { askLake, type LakeReading } from './lake-view.ts';
import { timeSpan } from './time-span.ts';

const daysShown = 30;
const top = 20;

const tops = { action: 'actions', service: 'services', region: 'regions', source_address: 'addresses', user_agent: 'userAgents', access_key_id: 'accessKeys' } as const;
type Top = keyof typeof tops;

const rowSchema = z.object({ kind: z.string(), value: z.string().nullable(), count: z.number(), errors: z.number(), first: z.string().nullable(), last: z.string().nullable() });

/** What one principal, named by its ARN or name, did. */
export async function principalActivity(
  lake: LakeReading,
  { principal, since, until }: { principal: string; since?: string | undefined; until?: string | undefined },
  { clock, ...limits }: SqlLimits & { clock: Clock },
): Promise<PrincipalActivity> {
  const { from, to, filter } = timeSpan({ principal, since, until }, clock(), daysShown);
  const counted = (kind: string, value: string) => `select '${kind}' as kind, ${value} as value, count(*) as count, count(error_code) as errors, null::timestamp as first, null::timestamp as last from done group by all`;
  const parts = [
    `select 'all' as kind, null as value, count(*) as count, count(error_code) as errors, min(event_time) as first, max(event_time) as last from done`,
    counted('day', 'date::varchar'),
    counted('hour', 'hour(event_time)::varchar'),
    ...Object.keys(tops).map((column) => `(${counted(column, column)} having value is not null order by count desc, value limit ${top})`),
  ];
  const rows = await askLake(lake, filesFor(filter), {
    sql: (events) => `with done as materialized (select event_time, date, error_code, ${Object.keys(tops).join(', ')} from ${events} where ${conditionOf(filter)}) ${parts.join(' union all ')}`,
    ...limits,
  });
  const found = rows.map((row) => rowSchema.parse(row));
  const of = (kind: string) => found.filter((row) => row.kind === kind);
  const topOf = (column: Top) => of(column).map(({ value, count }) => ({ value: value ?? '', count })).sort((a, b) => b.count - a.count);
  const [all] = of('all');
  const hours = new Map(of('hour').map(({ value, count }) => [Number(value), count]));
  return {
    principal,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    total: all?.count ?? 0,
    errors: all?.errors ?? 0,
    firstAt: all?.first ?? null,
    lastAt: all?.last ?? null,
    byDay: of('day').map(({ value, count, errors }) => ({ date: value ?? '', count, errors })).sort((a, b) => (a.date < b.date ? -1 : 1)),
    byHour: Array.from({ length: 24 }, (_, hour) => hours.get(hour) ?? 0),
    actions: topOf('action'),
    services: topOf('service'),
    regions: topOf('region'),
    addresses: topOf('source_address'),
    userAgents: topOf('user_agent'),
    accessKeys: topOf('access_key_id'),
  };
}
