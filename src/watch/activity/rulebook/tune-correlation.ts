import { AppError } from '../../../core/app-error.ts';
import { durationMs } from '../../../core/duration.ts';
import { compileCorrelation } from '../sigma/compile-correlation.ts';
import type { CorrelationRule } from '../sigma/rule.ts';

/** Another time within which a correlation counts, and another number that it counts to. */
export interface Tuning {
  readonly timespan?: string | undefined;
  readonly count?: number | undefined;
}

/** What of a correlation can be tuned, as it is written; a null count is none that one number says. */
export interface Tunable {
  readonly timespan: string;
  readonly count: number | null;
  readonly limit: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | null;
}

const limitNames = ['gte', 'gt', 'lte', 'lt', 'eq'] as const;
/** Events are kept for a week longer than the longest time that is written. */
const longestMs = durationMs('1w');

export function tunableOf({ file: { correlation } }: CorrelationRule): Tunable {
  const { timespan, condition } = correlation;
  const limits = typeof condition === 'object' ? limitNames.flatMap((limit) => (condition[limit] === undefined ? [] : [{ limit, count: condition[limit] }])) : [];
  const [only, ...others] = limits;
  return only && others.length === 0 ? { timespan, ...only } : { timespan, count: null, limit: null };
}

/** The correlation as a person tuned it. What cannot be tuned like that is refused. */
export function tuneCorrelation(rule: CorrelationRule, { timespan, count }: Tuning): CorrelationRule {
  const { file } = rule;
  const tunable = tunableOf(rule);
  if (count !== undefined && tunable.limit === null) throw new AppError('bad-request', `${rule.id} does not count to one number`, { hint: 'Only its timespan can be tuned' });
  if (timespan !== undefined && durationMs(timespan) > Math.max(longestMs, durationMs(tunable.timespan))) throw new AppError('bad-request', `${timespan} is longer than events wait to be counted`, { hint: 'A week at most' });
  const { condition } = file.correlation;
  const correlation = {
    ...file.correlation,
    ...(timespan === undefined ? {} : { timespan }),
    ...(count === undefined || tunable.limit === null || typeof condition !== 'object' ? {} : { condition: { ...condition, [tunable.limit]: count } }),
  };
  return { ...rule, file: { ...file, correlation }, plan: compileCorrelation(correlation) };
}
