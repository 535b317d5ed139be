import { z } from 'zod';
import type { SqlLimits } from '../../../base/lake/duckdb.ts';
import { AppError } from '../../../core/app-error.ts';
import type { Clock } from '../../../core/clock.ts';
import { facetColumns, facetColumnSchema, type FacetColumn, type Facets, type FacetsQuery } from './contract.ts';
import { conditionOf, facetSql, filesFor } from './filter-sql.ts';
import { askLake, type LakeReading } from './lake-view.ts';
import { timeSpan } from './time-span.ts';

const rowSchema = z.object({ facet: facetColumnSchema.or(z.literal('')), value: z.string().nullable(), count: z.number() });

/** The most frequent values of each facet, in one pass over the events. */
export async function listFacets(lake: LakeReading, { columns, top, ...asked }: FacetsQuery, { clock, ...limits }: SqlLimits & { clock: Clock }): Promise<Facets> {
  const { filter } = timeSpan(asked, clock());
  const wanted = columns === undefined ? facetColumns : columns.split(',').map(facetNamed);
  const counts = wanted.map(
    (column) => `(select '${column}' as facet, value, count(*) as count from (select ${facetSql[column]} as value from filtered) group by value order by count desc, value limit ${top})`,
  );
  const rows = await askLake(lake, filesFor(filter), {
    sql: (events) => `with filtered as materialized (select ${neededFor(wanted)} from ${events} where ${conditionOf(filter)}) select '' as facet, null as value, count(*) as count from filtered union all ${counts.join(' union all ')}`,
    ...limits,
  });
  const found = rows.map((row) => rowSchema.parse(row));
  return {
    total: found.find(({ facet }) => facet === '')?.count ?? 0,
    facets: wanted.map((column) => ({ column, values: found.filter(({ facet }) => facet === column).map(({ value, count }) => ({ value, count })).sort((a, b) => b.count - a.count) })),
  };
}

function facetNamed(text: string): FacetColumn {
  const parsed = facetColumnSchema.safeParse(text.trim());
  if (parsed.success) return parsed.data;
  throw new AppError('bad-request', `"${text}" is no facet`, { hint: `Facets are: ${facetColumns.join(', ')}` });
}

function neededFor(columns: readonly FacetColumn[]): string {
  const names = columns.flatMap((column) => (column === 'principal' ? ['principal_arn', 'principal_name'] : [facetSql[column].replace(/^unnest\((.*)\)$|::varchar$/, '$1')]));
  return [...new Set(names)].join(', ') || '1';
}
