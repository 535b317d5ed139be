import { familiarity, lastSeenBefore, type WeeksSeen } from './weeks-seen.ts';
import { firstDays, type Dimension, type Habits } from './habits.ts';
import type { Api } from './known-apis.ts';

export interface Learning {
  /** For how many days an entity must be known before anything is new for it. */
  readonly days: number;
  /** And on how many of them it must have been active. */
  readonly activeDays: number;
  /** What was seen in a single week is half forgotten after so many. */
  readonly halfLifeDays: number;
  /** And wholly forgotten after so many. */
  readonly memoryDays: number;
}

export const usualLearning: Learning = { days: 7, activeDays: 3, halfLifeDays: 30, memoryDays: 90 };

/** One event, as it is weighed. */
export interface Sight {
  readonly habits: Habits;
  readonly account: Habits;
  /** Counted from 1970-01-01 UTC. */
  readonly day: number;
  readonly api: Api;
  readonly isReadOnly: boolean;
  /** Empty for what says nothing of whom it is. */
  readonly values: Readonly<Record<Dimension, string>>;
}

export interface News {
  readonly dimension: Dimension;
  readonly value: string;
  readonly points: number;
  /** Days since it was seen last; null for never. */
  readonly lastSeenDaysAgo: number | null;
  readonly isNewInAccount: boolean;
}

export interface Unusual {
  readonly points: number;
  /** The weightiest first. */
  readonly news: readonly News[];
  /** Other calls of its day that nobody in the account had made before. */
  readonly others: readonly string[];
  /** For how many days it has been known; null for whom nothing is usual yet. */
  readonly knownDays: number | null;
}

/** Less than this is no news. */
const leastNovelty = 0.3;
/** An hour of the day means something for whom enough days are known. */
const daysForHours = 10;
const daysOfGrowth = 14;
/** Calls alone, however many, are no more than medium. */
const mostForOthers = 2.5;
const readingVerb = /:(?:Get|List|Describe|Head|Lookup|Search|BatchGet|Query|Scan|Select|Check|Validate|Test|Preview|Estimate)/;

/** How unusual an event is. Whatever is seen for the first time on a day is new for the whole day, so that the order of its events does not matter. */
export function weighUnusual(sight: Sight, learning: Learning): Unusual {
  const known = isKnown(sight.habits, sight.day, learning);
  const news = (known === null ? newsOfStranger(sight, learning) : newsOf(sight, learning)).filter(({ points }) => points > 0).sort((a, b) => b.points - a.points || (a.value < b.value ? -1 : 1));
  // When something happens says nothing where all else is usual.
  if (news.every(({ dimension }) => dimension === 'hour')) return { points: 0, news: [], others: [], knownDays: known };
  const others = news.some(({ dimension, isNewInAccount: isFirst }) => dimension === 'api' && isFirst) ? otherFirstCalls(sight, learning) : [];
  const points = news.reduce((sum, one) => sum + one.points, Math.min(mostForOthers, others.reduce((sum, name) => sum + pointsOfFirstCall(name), 0)));
  return { points: rounded(points), news, others, knownDays: known };
}

/** For how many days; null where it is not known for long enough. */
function isKnown({ days }: Habits, day: number, learning: Learning): number | null {
  const [first] = days;
  const last = days[Math.min(learning.activeDays, firstDays) - 1];
  return first === undefined || last === undefined || last >= day || day - first < learning.days ? null : day - first;
}

function newsOf(sight: Sight, learning: Learning): News[] {
  const { api, isReadOnly, habits } = sight;
  const changes = !isReadOnly && !api.isSignIn;
  const own = (dimension: Dimension, full: number): News[] => {
    const { novelty, lastSeenDaysAgo } = noveltyOf(sight, dimension, learning);
    return novelty === 0 ? [] : [{ dimension, value: sight.values[dimension], points: full * novelty, lastSeenDaysAgo, isNewInAccount: isNewInAccount(sight, dimension, learning) }];
  };
  const withAccount = (news: News[], extra: number) => news.map((one) => (one.isNewInAccount ? { ...one, points: one.points + extra } : one));
  return [
    ...withAccount(own('api', api.isSecret || (changes && api.isPrivileged) ? 2 : changes ? 1 : 0.5), changes ? 1 : 0.5),
    ...withAccount(own('region', changes ? 2 : 1), 1),
    ...own('network', habitPoints(habits.values.network.size)),
    ...own('agent', habits.values.agent.size <= 5 ? 1 : 0.5),
    ...own('hour', 0.5),
  ];
}

/** Who is new has no habits to break, but what nobody in the account did before says something. */
function newsOfStranger(sight: Sight, learning: Learning): News[] {
  const { api, isReadOnly } = sight;
  if (isReadOnly || api.isSignIn || isKnown(sight.account, sight.day, learning) === null) return [];
  const inAccount = (dimension: 'api' | 'region', points: number): News[] =>
    isNewInAccount(sight, dimension, learning) ? [{ dimension, value: sight.values[dimension], points, lastSeenDaysAgo: null, isNewInAccount: true }] : [];
  return [...inAccount('api', api.isPrivileged ? 2 : 1), ...inAccount('region', 3)];
}

function noveltyOf({ habits, day, values }: Sight, dimension: Dimension, learning: Learning): { novelty: number; lastSeenDaysAgo: number | null } {
  if (habits.wide.has(dimension) || values[dimension] === '') return { novelty: 0, lastSeenDaysAgo: null };
  if (dimension === 'hour') return { novelty: hourNovelty(habits, { day, hour: Number(values.hour) }, learning), lastSeenDaysAgo: null };
  const seen = habits.values[dimension].get(values[dimension]);
  return seen ? { novelty: noveltyAt(seen, day, learning), lastSeenDaysAgo: lastSeenBefore(seen, day) } : { novelty: 1, lastSeenDaysAgo: null };
}

/** 1 for what was never seen before, 0 for what is familiar enough. */
export function noveltyAt(seen: WeeksSeen, day: number, learning: Learning): number {
  const novelty = 1 - familiarity(seen, day, learning);
  return novelty < leastNovelty ? 0 : novelty;
}

/** All or nothing: an hour is unusual for whom it and the hours beside it were never seen in, on any day before. */
function hourNovelty({ values, days }: Habits, { day, hour }: { day: number; hour: number }, learning: Learning): number {
  if ((days[daysForHours - 1] ?? day) >= day) return 0;
  const beside = [hour, (hour + 1) % 24, (hour + 23) % 24].map((one) => values.hour.get(String(one)));
  return beside.some((seen) => seen !== undefined && familiarity(seen, day, learning) > 0) ? 0 : 1;
}

function isNewInAccount({ account, day, values }: Sight, dimension: Dimension, learning: Learning): boolean {
  if ((dimension !== 'api' && dimension !== 'region') || account.wide.has(dimension) || isKnown(account, day, learning) === null) return false;
  const seen = account.values[dimension].get(values[dimension]);
  return seen === undefined || familiarity(seen, day, learning) === 0;
}

/**
 * What else the principal called on this day that nobody in the account had called before, where that is far more than the account is used to:
 * while it grows, there is always something that is called for the first time.
 */
function otherFirstCalls({ habits, account, day, api }: Sight, learning: Learning): string[] {
  const others = [...habits.values.api].flatMap(([name, { first }]) => (first === day && name !== api.name && account.values.api.get(name)?.first === day ? [name] : []));
  if (others.length === 0) return [];
  const learned = (account.days[0] ?? day) + learning.days;
  const from = Math.max(day - daysOfGrowth, learned);
  const lately = [...account.values.api.values()].filter(({ first }) => first >= from && first < day).length;
  return others.length + 1 > (3 * lately) / Math.max(1, day - from) ? others.toSorted() : [];
}

function pointsOfFirstCall(name: string): number {
  return readingVerb.test(name) ? 1 : 2;
}

/** Who always comes from the same few networks does not change them for nothing; who travels does. */
function habitPoints(networks: number): number {
  if (networks <= 5) return 2;
  return networks <= 12 ? 1 : 0;
}

function rounded(points: number): number {
  return Math.round(points * 100) / 100;
}
