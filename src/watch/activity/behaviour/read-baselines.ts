import { and, gte, inArray, isNotNull, sql, type SQL } from 'drizzle-orm';
import type { Store } from '../../../base/store/store.ts';
import type { AccountScope } from '../../../core/account-scope.ts';
import type { BaselineView } from './contract.ts';
import { dimensions, newHabits, type Habits } from './habits.ts';
import { personOf } from './known-habits.ts';
import { activityHabits } from './tables.ts';
import { usualLearning, type Learning } from './weigh-unusual.ts';
import type { OddDay } from './weigh-risk.ts';
import { dateOfDay, dayOf, familiarity, firstDayOf, listWeeks } from './weeks-seen.ts';

const mostShown = 50;
const mostKeys = 2_000;

/** Everything that is known of whoever is named so, in each of these accounts and of every person who uses it. */
export async function readHabits(store: Store, principal: string, scope: AccountScope): Promise<Habits[]> {
  const { key, lines } = activityHabits;
  const keys = store.db.selectDistinct({ key }).from(activityHabits).where(and(inArray(activityHabits.principal, [principal]), habitsIn(scope))).limit(mostKeys);
  return merged(await store.db.select({ key, lines }).from(activityHabits).where(inArray(key, keys)), () => principal);
}

/** Whoever did something unusual lately, with nothing but that. */
export async function readOddHabits(store: Store, sinceDay: number, scope: AccountScope): Promise<Habits[]> {
  const { key, lines, principal, oddDay } = activityHabits;
  const rows = await store.db.select({ key, lines }).from(activityHabits).where(and(gte(oddDay, sinceDay), habitsIn(scope))).limit(mostKeys * 5);
  const named = rows.length === 0 ? [] : await store.db.select({ key, principal }).from(activityHabits).where(and(inArray(key, [...new Set(rows.map((row) => row.key))]), isNotNull(principal)));
  const names = new Map(named.map((row) => [row.key, row.principal]));
  return merged(rows, (one) => names.get(one) ?? null).filter((habits) => habits.principal !== null);
}

export function oddDaysOf({ accountId, odd }: Habits): OddDay[] {
  return [...odd].map(([day, { points, words }]) => ({ accountId, day, points, words }));
}

export function describeHabits(habits: Habits, now: Date, learning: Learning = usualLearning): BaselineView {
  const day = dayOf(now.getTime()) + 1;
  const seen = dimensions.flatMap((dimension) =>
    [...habits.values[dimension]]
      .map(([value, own]) => {
        const weeks = listWeeks(own);
        return { dimension, value, firstDay: dateOfDay(own.first), lastWeek: dateOfDay(firstDayOf(weeks[0] ?? 0)), weeks: weeks.length, familiarity: Math.round(familiarity(own, day, learning) * 100) / 100 };
      })
      .sort((a, b) => b.familiarity - a.familiarity || (a.value < b.value ? -1 : 1))
      .slice(0, mostShown),
  );
  const weeks = new Set(dimensions.flatMap((dimension) => [...habits.values[dimension].values()].flatMap(listWeeks)));
  return {
    accountId: habits.accountId,
    person: personOf(habits),
    firstDay: dateOfDay(habits.days[0] ?? 0),
    lastWeek: dateOfDay(firstDayOf(Math.max(0, ...weeks))),
    activeWeeks: weeks.size,
    habits: seen,
    withoutHabit: [...habits.wide],
  };
}

/** A key begins with its account. */
function habitsIn(scope: AccountScope): SQL | undefined {
  return scope === 'all' ? undefined : inArray(sql`split_part(${activityHabits.key}, ' ', 1)`, [...scope]);
}

function merged(rows: readonly { readonly key: string; readonly lines: string }[], principalOf: (key: string) => string | null): Habits[] {
  return [...Map.groupBy(rows, ({ key }) => key)]
    .map(([key, some]) => {
      const habits = newHabits({ key, accountId: key.slice(0, key.indexOf(' ')), principal: principalOf(key), peers: null });
      for (const { lines } of some) habits.merge(lines);
      return habits;
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
