import { and, eq, inArray, ne } from 'drizzle-orm';
import type { Db, Store } from '../../../base/store/store.ts';
import type { Activity } from '../../../core/activity.ts';
import type { Clock } from '../../../core/clock.ts';
import type { FindingDraft } from '../../../core/finding.ts';
import { callHourOfKey, type CallHour } from './call-hour.ts';
import { draftUnusual, mediumPoints, peersOf, pointsAmong, wordsOf, type Peers } from './draft-unusual.ts';
import { oddName, openHabitRows, type HabitRow } from './habit-rows.ts';
import { newHabits, noteOdd, type Habits } from './habits.ts';
import { isAwsInternal } from './is-aws-internal.ts';
import { openKnownHabits } from './known-habits.ts';
import { openRates, type Counted } from './open-rates.ts';
import { isSettled, learn, openSights, settle } from './sights.ts';
import { activityHabits } from './tables.ts';
import { usualLearning, weighUnusual, type Learning, type Sight, type Unusual } from './weigh-unusual.ts';

export interface Behaved {
  readonly activity: Activity;
  readonly raw: Record<string, unknown>;
}

export interface BehaviourChanges {
  /** Inside the transaction that moves the checkpoint. */
  commit(db: Db): Promise<void>;
  /** After that transaction: what it wrote is not written again. */
  kept(): void;
}

export interface Behaviour {
  /** Judging the same events again, in any order and batches, changes nothing. */
  judge(events: readonly Behaved[], about: { readonly isSimulated: boolean }): Promise<{ readonly drafts: FindingDraft[]; readonly changes: BehaviourChanges }>;
  /** Forgets what has not been seen for the time that habits are kept; asked often, it does so once an hour. */
  forget(): Promise<void>;
}

/** Less is not even remembered. */
const oddPoints = 2;
/** Values of principals that are held in memory: about 30 MB. */
const mostValues = 150_000;
const eventsPerTrim = 10_000;
const mostPeers = 300;
/** What is unusual all day long does not have to be shown a thousand times. */
const mostEvidence = 20;
const forgetEveryMs = 3_600_000;

export function openBehaviour({ store, clock, learning = usualLearning }: { store: Store; clock: Clock; learning?: Learning }): Behaviour {
  const rows = openHabitRows({ store, clock });
  const known = openKnownHabits();
  const sights = openSights();
  const rates = openRates({ store, clock, rows });
  let batches = 0;
  let judging = 0;
  let judgedSinceTrim = 0;
  let forgotAtMs = 0;

  const meet = (events: readonly Behaved[]) => {
    batches += 1;
    const met: HabitRow[] = [];
    const note = (row: Habits | CallHour) => {
      if (row.metIn === batches) return;
      row.metIn = batches;
      met.push(row);
    };
    const owners: (Owner | null)[] = [];
    for (const { activity } of events) {
      if (isAwsInternal(activity).isInternal) {
        owners.push(null);
        continue;
      }
      const habits = known.of(activity);
      const account = known.ofAccount(activity.accountId);
      const callHour = rates.hourOf(activity);
      note(habits);
      note(account);
      note(callHour);
      // Most events come in runs of the same owner.
      const last = owners.at(-1);
      owners.push(last?.habits === habits && last.callHour === callHour ? last : { habits, account, callHour });
    }
    return { met, owners };
  };

  const judgeEvents = async (events: readonly Behaved[], isSimulated: boolean): Promise<FindingDraft[]> => {
    const { met, owners } = meet(events);
    await rows.read(met);
    const counted: Counted = new Map();
    const open: { readonly event: Behaved; readonly sight: Sight }[] = [];
    events.forEach((event, at) => {
      const owner = owners[at];
      if (!owner) return;
      // What nothing new is in is gone before the next one comes.
      const sight = sights.of(event.activity, owner);
      rates.count(counted, owner.callHour, { api: sight.api, event });
      if (learn(sight, learning, rows.changed)) open.push({ event, sight });
    });
    const tellings = new Map<string, number>();
    const peersCache = new Map<string, Peers>();
    const drafts: FindingDraft[] = [];
    // Only now, when all of them are known: which came first must not matter.
    for (const { event, sight } of open) {
      if (isSettled(sight)) continue;
      const unusual = weighUnusual(sight, learning);
      settle(sight, (dimension) => unusual.news.some((news) => news.dimension === dimension));
      if (unusual.points < oddPoints) continue;
      const peers = unusual.points < mediumPoints ? noPeers : await readPeers(store, sight.habits, peersCache);
      const points = pointsAmong(peers, unusual);
      if (points < mediumPoints) {
        rememberOdd(sight, unusual, points);
        continue;
      }
      const told = `${sight.habits.key} ${sight.day}`;
      const many = (tellings.get(told) ?? 0) + 1;
      tellings.set(told, many);
      if (many <= mostEvidence) drafts.push(draftUnusual({ activity: event.activity, raw: event.raw, unusual, points, peers, isSimulated }));
    }
    return [...drafts, ...(await rates.judge(counted, { isSimulated, learningDays: learning.days }))];
  };

  const rememberOdd = ({ habits, day }: Sight, { news }: Unusual, points: number) => {
    if (points >= oddPoints && noteOdd(habits, day, { points: Math.round(points * 100) / 100, words: news.map(wordsOf).join('; ') })) rows.changed(habits, oddName);
  };

  return {
    async judge(events, { isSimulated }) {
      judgedSinceTrim += events.length;
      if (judging === 0 && judgedSinceTrim >= eventsPerTrim) {
        judgedSinceTrim = 0;
        known.trim(mostValues, (habits) => !rows.isChanged(habits));
        rates.trim();
      }
      judging += 1;
      try {
        const drafts = await judgeEvents(events, isSimulated);
        return { drafts, changes: changesOf() };
      } finally {
        judging -= 1;
      }
    },
    async forget() {
      const now = clock().getTime();
      if (now - forgotAtMs < forgetEveryMs) return;
      forgotAtMs = now;
      await rows.fold((key) => callHourOfKey(key) ?? newHabits({ key, accountId: '', principal: null, peers: null }));
      await rates.forget();
    },
  };

  function changesOf(): BehaviourChanges {
    let written: (() => void)[] = [];
    return {
      async commit(db) {
        written = [await rates.commit(db), await rows.commit(db)];
      },
      kept() {
        for (const note of written) note();
      },
    };
  }
}

interface Owner {
  readonly habits: Habits;
  readonly account: Habits;
  readonly callHour: CallHour;
}

const noPeers = peersOf([]);

async function readPeers(store: Store, { key, peers }: Habits, cache: Map<string, Peers>): Promise<Peers> {
  const known = cache.get(key);
  if (known) return known;
  const { lines } = activityHabits;
  const keys = store.db.selectDistinct({ key: activityHabits.key }).from(activityHabits).where(and(eq(activityHabits.peers, peers ?? ''), ne(activityHabits.key, key))).orderBy(activityHabits.key).limit(mostPeers);
  const found = await store.db.select({ key: activityHabits.key, lines }).from(activityHabits).where(inArray(activityHabits.key, keys));
  const read = peersOf([...Map.groupBy(found, (row) => row.key).values()].map((rows) => rows.map((row) => row.lines).join('\n')));
  cache.set(key, read);
  return read;
}
