import type { Comparison, TimePart } from './modifiers.ts';
import type { ValueTest } from './read-values.ts';
import { RuleProblem } from './rule-problem.ts';

export function compareNumber(expected: unknown, comparison: Comparison): ValueTest {
  const limit = numberIn(expected);
  if (limit === null) throw new RuleProblem(`${comparison} takes a number, not ${JSON.stringify(expected)}`);
  const holds = comparing(comparison, limit);
  return (value) => {
    const number = numberIn(value);
    return number !== null && holds(number);
  };
}

function comparing(comparison: Comparison, limit: number): (number: number) => boolean {
  switch (comparison) {
    case 'lt':
      return (number) => number < limit;
    case 'lte':
      return (number) => number <= limit;
    case 'gt':
      return (number) => number > limit;
    case 'gte':
      return (number) => number >= limit;
  }
}

/** A number, or a text that is one. */
export function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)) return null;
  return Number(value);
}

/** A part of a point in time, in UTC as CloudTrail writes it. */
export function timePartOf(value: unknown, part: TimePart): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return null;
  const date = new Date(at);
  switch (part) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'week':
      return isoWeek(date);
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
  }
}

/** The week that holds the year's first Thursday is the first. */
function isoWeek(date: Date): number {
  const thursday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 4 - (date.getUTCDay() || 7)));
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.ceil(((thursday.getTime() - yearStart) / 86_400_000 + 1) / 7);
}
