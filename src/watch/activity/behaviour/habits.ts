import { addDay, addEncoded, encodeWeeks, type WeeksSeen } from './weeks-seen.ts';
import { oddName, type HabitRow } from './habit-rows.ts';

export const dimensions = ['api', 'region', 'network', 'agent', 'hour'] as const;
export type Dimension = (typeof dimensions)[number];

/** A value of a dimension, and when it was seen. */
export interface Seen extends WeeksSeen {
  /** The stamp of the week for which nothing is left to say of it. */
  settled: number;
}

/** Something that was unusual on a day. */
export interface Odd {
  readonly points: number;
  readonly words: string;
}

/** What one principal or account has been seen with. */
export interface Habits extends HabitRow {
  readonly accountId: string;
  /** The first few days on which it did anything. */
  readonly days: number[];
  readonly values: Readonly<Record<Dimension, Map<string, Seen>>>;
  /** Dimensions in which it has too many values for a habit. */
  readonly wide: Set<Dimension>;
  readonly odd: Map<number, Odd>;
  /** Goes up when days become known that are before others: what was settled is open again. */
  epoch: number;
  /** When it was met last, in batches and as the day of the event. */
  metIn: number;
  metOn: number;
}

const mostOfPrincipal: Readonly<Record<Dimension, number>> = { api: 500, region: 64, network: 200, agent: 64, hour: 24 };
const mostOfAccount: Readonly<Record<Dimension, number>> = { ...mostOfPrincipal, api: 4_000 };
const mostOddDays = 30;
const daysKept = 190;
/** More are never asked for. */
export const firstDays = 14;
const codes = { a: 'api', r: 'region', n: 'network', g: 'agent', h: 'hour' } as const;
const codeOf: Readonly<Record<Dimension, keyof typeof codes>> = { api: 'a', region: 'r', network: 'n', agent: 'g', hour: 'h' };

export function newHabits(about: Pick<Habits, 'key' | 'accountId' | 'principal' | 'peers'>): Habits {
  const habits: Habits = {
    ...about,
    days: [],
    values: { api: new Map(), region: new Map(), network: new Map(), agent: new Map(), hour: new Map() },
    wide: new Set(),
    odd: new Map(),
    epoch: 0,
    metIn: 0,
    metOn: 0,
    oddDay: null,
    untilDay: 0,
    isIntroduced: about.principal === null,
    readAtMs: 0,
    unsaved: new Map(),
    changes: 0,
    lineOf: (name) => lineOf(habits, name),
    names: () => namesOf(habits),
    merge: (lines) => mergeHabits(habits, lines),
  };
  return habits;
}

/** The name of the line that the first days are in. */
export const daysName = 'd';

export function lineName(dimension: Dimension, value: string): string {
  return `${codeOf[dimension]}\t${value}`;
}

/** Whether that was not known yet. */
export function seeDay(habits: Habits, day: number): boolean {
  const { days } = habits;
  habits.untilDay = Math.max(habits.untilDay, day + daysKept);
  if (days.includes(day) || (days.length >= firstDays && day > (days.at(-1) ?? 0))) return false;
  if (day < (days.at(-1) ?? 0)) habits.epoch += 1;
  days.push(day);
  days.sort((a, b) => a - b);
  days.splice(firstDays);
  return true;
}

/** Whether that was not known yet. */
export function seeValue(habits: Habits, dimension: Dimension, { value, day }: { value: string; day: number }): boolean {
  const seen = seenOf(habits, dimension, value);
  return seen !== null && addDay(seen, day);
}

/** Whether that was not known yet. Of two for one day the weightier is kept, whichever came first. */
export function noteOdd(habits: Habits, day: number, odd: Odd): boolean {
  const known = habits.odd.get(day);
  if (known && (known.points > odd.points || (known.points === odd.points && known.words <= odd.words))) return false;
  habits.odd.set(day, odd);
  if (habits.odd.size > mostOddDays) habits.odd.delete(Math.min(...habits.odd.keys()));
  if (!habits.odd.has(day)) return false;
  habits.oddDay = Math.max(habits.oddDay ?? 0, day);
  return true;
}

function seenOf({ values, wide, principal }: Habits, dimension: Dimension, value: string): Seen | null {
  const held = values[dimension];
  const known = held.get(value);
  if (known) return known;
  if (wide.has(dimension)) return null;
  const seen: Seen = { first: 0, newest: 0, bits: 0, settled: 0 };
  held.set(value, seen);
  if (held.size <= (principal === null ? mostOfAccount : mostOfPrincipal)[dimension]) return seen;
  // Dropping single values would make the order of events matter.
  wide.add(dimension);
  held.clear();
  return seen;
}

function namesOf({ values, wide, odd }: Habits): string[] {
  const named = dimensions.flatMap((dimension) => (wide.has(dimension) ? [`w\t${dimension}`] : [...values[dimension].keys()].map((value) => lineName(dimension, value))));
  return odd.size === 0 ? [daysName, ...named] : [daysName, oddName, ...named];
}

/** A letter, a value, its weeks. */
function lineOf({ days, values, wide, odd }: Habits, name: string): string {
  const code = name.charAt(0);
  switch (code) {
    case daysName:
      return `d\t\t${days.join('.')}`;
    case oddName:
      return [...odd].map(([day, { points, words }]) => `o\t${day}:${points}\t${words}`).join('\n');
    case 'a':
    case 'r':
    case 'n':
    case 'g':
    case 'h': {
      const seen = values[codes[code]].get(name.slice(2));
      // It was dropped since, together with all others of its dimension.
      return seen && !wide.has(codes[code]) ? `${name}\t${encodeWeeks(seen)}` : `w\t${codes[code]}\t`;
    }
    default:
      return `${name}\t`;
  }
}

function mergeHabits(habits: Habits, lines: string): void {
  let isWider = false;
  for (const line of lines.split('\n')) {
    const end = line.lastIndexOf('\t');
    const [code, value, rest] = [line.charAt(0), line.slice(2, end), line.slice(end + 1)];
    switch (code) {
      case 'd':
        for (const day of rest.split('.')) isWider = seeDay(habits, Number(day)) || isWider;
        break;
      case 'w':
        for (const dimension of dimensions) {
          if (dimension !== value) continue;
          habits.wide.add(dimension);
          habits.values[dimension].clear();
        }
        break;
      case 'o': {
        const [day = '', points = ''] = value.split(':');
        noteOdd(habits, Number(day), { points: Number(points), words: rest });
        break;
      }
      case 'a':
      case 'r':
      case 'n':
      case 'g':
      case 'h': {
        const seen = seenOf(habits, codes[code], value);
        if (seen) isWider = addEncoded(seen, rest) || isWider;
        break;
      }
      default:
        throw new Error(`A habit has a line that nobody wrote: ${line.slice(0, 80)}`);
    }
  }
  if (isWider) habits.epoch += 1;
}
