/** One hour of an API's past. */
export interface PastHour {
  readonly hour: number;
  readonly calls: number;
  readonly errors: number;
}

export interface UsualRate {
  /** What is usual, in the middle. */
  readonly median: number;
  /** From so many on it is unusual. */
  readonly from: number;
  /** The most in one hour that is remembered. */
  readonly most: number;
  /** The most calls of all APIs in one hour that is remembered. */
  readonly mostOfAll: number;
  /** How many hours it was compared with, and which. */
  readonly hours: number;
  readonly isOfThisTime: boolean;
}

export const rateMemoryHours = 28 * 24;
const leastHours = 12;
/** As many of the same time of the day are enough to compare with them alone. */
const leastOfThisTime = 7;

/**
 * What is usual in an hour, from the hours of the same time of the day where enough of them are known, and otherwise from all. Null while
 * too little is known. `covered` are the hours of which the account and region has anything, with the calls of all APIs; an API that is not in one was not
 * called then.
 */
export function usualRate(past: readonly PastHour[], about: { readonly hour: number; readonly covered: readonly PastHour[]; readonly learningDays: number; readonly least: number; readonly of: 'calls' | 'errors' }): UsualRate | null {
  const { hour, covered, learningDays, least, of } = about;
  const known = covered.filter((one) => one.hour < hour && one.hour >= hour - rateMemoryHours);
  const before = known.map((one) => one.hour);
  const first = Math.min(...before);
  if (before.length < leastHours || hour - first < learningDays * 24) return null;
  const ofThisTime = before.filter((one) => (hour - one) % 24 === 0);
  const isOfThisTime = ofThisTime.length >= leastOfThisTime;
  const counts = new Map(past.map((one) => [one.hour, one[of]]));
  const compared = (isOfThisTime ? ofThisTime : before).map((one) => counts.get(one) ?? 0);
  const median = medianOf(compared);
  const deviation = 1.4826 * medianOf(compared.map((count) => Math.abs(count - median)));
  const most = Math.max(0, ...before.map((one) => counts.get(one) ?? 0));
  // The median bears with a few wild hours, and the most keeps what comes once a week from being news each week.
  const from = Math.ceil(Math.max(least, 3 * median, median + 6 * Math.max(deviation, Math.sqrt(median)), 1.5 * most));
  return { median, from, most, mostOfAll: Math.max(0, ...known.map(({ calls }) => calls)), hours: compared.length, isOfThisTime };
}

/** From how many on it is unusual, where all other APIs together were called so often: when everything is called more, no single API is unusual. */
export function unusualFrom({ from, mostOfAll }: UsualRate, others: number): number {
  return Math.ceil(from * Math.max(1, mostOfAll === 0 ? 1 : others / mostOfAll));
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
