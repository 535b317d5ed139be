/** In which weeks something was seen, of the last half year, and on which day first. Adding is the same in any order and any number of times. */
export interface WeeksSeen {
  /** Days are counted from 1970-01-01 UTC. */
  first: number;
  /** The week of the lowest bit; each one above is a week before. */
  newest: number;
  bits: number;
}

/** As many as a small integer has room for, with one to spare. */
const weeksKept = 26;
const mask = (1 << weeksKept) - 1;
const dayMs = 86_400_000;

export function dayOf(atMs: number): number {
  return Math.floor(atMs / dayMs);
}

export function dateOfDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** Weeks begin on Monday. */
export function weekOf(day: number): number {
  return Math.floor((day + 3) / 7);
}

export function firstDayOf(week: number): number {
  return week * 7 - 3;
}

/** Whether that was not known yet. */
export function addDay(seen: WeeksSeen, day: number): boolean {
  return addWeeks(seen, { first: day, newest: weekOf(day), bits: 1 });
}

export function addEncoded(seen: WeeksSeen, text: string): boolean {
  const [first = 0, newest = 0, bits = 0] = text.split('.').map((part) => Number.parseInt(part, 36));
  return addWeeks(seen, { first, newest, bits });
}

export function encodeWeeks({ first, newest, bits }: WeeksSeen): string {
  return `${first.toString(36)}.${newest.toString(36)}.${bits.toString(36)}`;
}

/** Newest first. */
export function listWeeks({ newest, bits }: WeeksSeen): number[] {
  const weeks: number[] = [];
  for (let age = 0; age < weeksKept; age += 1) if ((bits & (1 << age)) !== 0) weeks.push(newest - age);
  return weeks;
}

/**
 * Each week before that of `day` counts one, and half as much for every half-life that it is ago; so does an earlier day of the same week on
 * which it was seen first. What is older than `memoryDays` is forgotten.
 */
export function familiarity({ first, newest, bits }: WeeksSeen, day: number, { halfLifeDays, memoryDays }: { readonly halfLifeDays: number; readonly memoryDays: number }): number {
  const week = weekOf(day);
  let sum = first < day && weekOf(first) === week ? 1 : 0;
  for (let age = 0; age < weeksKept; age += 1) {
    if ((bits & (1 << age)) === 0) continue;
    const ageDays = day - lastDayOf(newest - age);
    if (ageDays > memoryDays) break;
    if (newest - age < week) sum += 0.5 ** (ageDays / halfLifeDays);
  }
  return sum;
}

/** How many days before `day` it was seen last, to the week; null where it was not. */
export function lastSeenBefore(seen: WeeksSeen, day: number): number | null {
  const week = listWeeks(seen).find((one) => one < weekOf(day));
  return week === undefined ? null : day - lastDayOf(week);
}

export function lastDayOf(week: number): number {
  return firstDayOf(week) + 6;
}

function addWeeks(seen: WeeksSeen, other: WeeksSeen): boolean {
  const newest = Math.max(seen.newest, other.newest);
  const bits = aligned(seen, newest) | aligned(other, newest);
  const first = seen.bits === 0 ? other.first : Math.min(seen.first, other.first);
  if (newest === seen.newest && bits === seen.bits && first === seen.first) return false;
  seen.newest = newest;
  seen.bits = bits;
  seen.first = first;
  return true;
}

function aligned({ newest, bits }: WeeksSeen, to: number): number {
  const by = to - newest;
  return by >= weeksKept ? 0 : (bits << by) & mask;
}
