import { z } from 'zod';
import type { SqlLimits } from '../../../base/lake/duckdb.ts';
import type { Clock } from '../../../core/clock.ts';
import { durationMs } from '../../../core/duration.ts';
import type { Histogram, HistogramQuery } from './contract.ts';
import { conditionOf, facetSql, filesFor } from './filter-sql.ts';
import { askLake, type LakeReading } from './lake-view.ts';
import { timeSpan } from './time-span.ts';

const seriesShown = 10;
const barsWanted = 100;
const mostBars = 2_000;
const steps = ['1m', '5m', '15m', '1h', '6h', '1d'] as const;

const rowSchema = z.object({ bar: z.number(), value: z.string().nullable(), count: z.number() });

/** How many events over time, by one facet. */
export async function chartActivity(lake: LakeReading, { step, by, ...asked }: HistogramQuery, { clock, ...limits }: SqlLimits & { clock: Clock }): Promise<Histogram> {
  const { from, to, filter } = timeSpan(asked, clock());
  const stepMs = stepFor(step, to - from);
  const start = Math.floor(from / stepMs) * stepMs;
  const bars = Math.max(1, Math.ceil((to - start) / stepMs));
  const bar = `((epoch_ms(event_time) - ${start}) // ${stepMs})::integer`;
  const rows = await askLake(lake, filesFor(filter), {
    sql: (events) => `select bar, value, count(*) as count from (select ${bar} as bar, ${facetSql[by]} as value from ${events} where ${conditionOf(filter)}) group by bar, value`,
    ...limits,
  });

  const byValue = new Map<string | null, number[]>();
  for (const { bar: at, value, count } of rows.map((row) => rowSchema.parse(row))) {
    const counts = byValue.get(value) ?? Array.from({ length: bars }, () => 0);
    counts[at] = count;
    byValue.set(value, counts);
  }
  const series = [...byValue].map(([value, counts]) => ({ value, total: sum(counts), counts })).sort((a, b) => b.total - a.total);
  const rest = series.slice(seriesShown);
  return {
    from: new Date(start).toISOString(),
    to: new Date(start + bars * stepMs).toISOString(),
    stepSeconds: stepMs / 1_000,
    total: sum(series.map(({ total }) => total)),
    by,
    series: series.slice(0, seriesShown),
    others: rest.length === 0 ? null : { total: sum(rest.map(({ total }) => total)), counts: Array.from({ length: bars }, (_, at) => sum(rest.map(({ counts }) => counts[at] ?? 0))) },
  };
}

function stepFor(step: HistogramQuery['step'], spanMs: number): number {
  const wanted = step === 'auto' ? spanMs / barsWanted : Math.max(durationMs(step), spanMs / mostBars);
  const fitting = steps.map(durationMs).find((ms) => ms >= wanted);
  return fitting ?? Math.ceil(wanted / durationMs('1d')) * durationMs('1d');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
