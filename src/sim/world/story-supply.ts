import { openDice } from './seeded-random.ts';
import type { Story } from './story.ts';
import type { SimAccount } from './world.ts';

const minuteMs = 60_000;

/** One story, with where and when it is to happen. */
export interface PlannedStory {
  readonly storyId: string;
  readonly startsAt: Date;
  readonly accountId: string;
  readonly region?: string;
  /** Told so fast that it is over in this time. */
  readonly withinMs?: number;
}

/** A story as somebody asks for it; the seed chooses the account where none is named. */
export type OrderedStory = Omit<PlannedStory, 'accountId'> & { readonly accountId?: string };

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

/**
 * Two stories that have just been, one that unfolds before a watcher has read its first page, then another every few minutes, and
 * from the second hour on a few in an hour, without end.
 */
export function* endlessSupply({ seed, stories, members }: SupplyFacts, startedAt: Date): Generator<PlannedStory> {
  const dice = openDice(seed, 'supply');
  const order = [...stories.keys()].sort().map((id) => ({ id, place: dice.number() })).sort((a, b) => a.place - b.place);
  const first = [{ minutes: -50 }, { minutes: -20 }, { minutes: 0.07, withinMs: 38_000 }] as const;
  let minutes = 0;
  for (let i = 0; order.length > 0; i += 1) {
    const story = order[i % order.length];
    const opening = first[i];
    if (!opening) minutes += minutes < 60 ? 4 + dice.whole(4) : 15 + dice.whole(20);
    const account = accountFor(story && stories.get(story.id), members, i + Math.floor(i / order.length));
    if (!story || !account) return;
    yield { storyId: story.id, accountId: account.id, startsAt: new Date(startedAt.getTime() + (opening?.minutes ?? minutes) * minuteMs), ...(opening && 'withinMs' in opening ? { withinMs: opening.withinMs } : {}) };
  }
}

/** The next account in turn that the story can happen in. */
function accountFor(story: Story | undefined, members: readonly SimAccount[], turn: number): SimAccount | undefined {
  const inTurn = members.map((_, i) => members[(turn + i) % members.length]);
  return inTurn.find((account) => account !== undefined && (story?.suits?.(account) ?? true)) ?? inTurn[0];
}
