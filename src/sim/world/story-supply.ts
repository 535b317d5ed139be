import { openDice, type Dice } from './seeded-random.ts';
import type { Story } from './story.ts';
import type { SimAccount, StoryOrder } from './world.ts';

const minuteMs = 60_000;

/** A story as somebody asks for it. */
export interface OrderedStory extends StoryOrder {
  readonly startsAt: Date;
}

/** One story, with where and when it is to happen. */
export interface PlannedStory extends OrderedStory {
  readonly accountId: string;
}

interface SupplyFacts {
  readonly seed: number;
  readonly stories: ReadonlyMap<string, Story>;
  /** The accounts that things happen in: all members. */
  readonly members: readonly SimAccount[];
}

/** Exactly what was asked for, in the order of time. */
export function planOrdered(ordered: readonly OrderedStory[], { seed, stories, members }: SupplyFacts): PlannedStory[] {
  const planned = ordered.map((order, i): PlannedStory => {
    const suited = members.filter((account) => stories.get(order.storyId)?.suits?.(account) ?? true);
    return { ...order, accountId: order.accountId ?? openDice(seed, `ordered/${i}/${order.storyId}`).pick(suited.length === 0 ? members : suited).id };
  });
  return planned.sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
}

/** Told before the start, in minutes of it: all but the first two are young enough for a watcher that looks back two hours. */
const past = [-1_260, -560, -108, -86, -63, -41, -17];
/** One that unfolds while the first page is being read. */
const live = { minutes: 0.1, withinMs: 26_000 };

/**
 * Seven stories that have been, one that unfolds at once, then one every few minutes for an hour, one or two an hour for the rest of
 * the first day, and some a day from then on, without end. After each has been told once they come in another order.
 */
export function* endlessSupply({ seed, stories, members }: SupplyFacts, startedAt: Date): Generator<PlannedStory> {
  const dice = openDice(seed, 'supply');
  const ids = [...stories.keys()].sort();
  if (ids.length === 0 || members.length === 0) return;
  let minutes = 0;
  for (let round = 0; ; round += 1) {
    for (const [i, storyId] of shuffled(ids, dice).entries()) {
      const told = round * ids.length + i;
      const isLive = told === past.length;
      if (told > past.length) minutes += minutesUntilNext(minutes, dice);
      const account = accountFor(stories.get(storyId), members, told + round);
      const startsAt = new Date(startedAt.getTime() + (past[told] ?? (isLive ? live.minutes : minutes)) * minuteMs);
      if (account) yield { storyId, accountId: account.id, startsAt, ...(isLive ? { withinMs: live.withinMs } : {}) };
    }
  }
}

function minutesUntilNext(minutes: number, dice: Dice): number {
  if (minutes < 60) return 5 + dice.whole(5);
  return minutes < 1_440 ? 25 + dice.whole(30) : 180 + dice.whole(240);
}

function shuffled(ids: readonly string[], dice: Dice): string[] {
  return ids
    .map((id) => ({ id, place: dice.number() }))
    .sort((a, b) => a.place - b.place)
    .map(({ id }) => id);
}

/** The next account in turn that the story can happen in. */
function accountFor(story: Story | undefined, members: readonly SimAccount[], turn: number): SimAccount | undefined {
  const inTurn = members.map((_, i) => members[(turn + i) % members.length]);
  return inTurn.find((account) => account !== undefined && (story?.suits?.(account) ?? true)) ?? inTurn[0];
}
