import type { WorldActivity } from './activity/open-activity.ts';
import type { Actor } from './activity/actors.ts';
import { isGlobal, writeRecord, type RecordPlace } from './activity/write-record.ts';
import type { CloudTrailRecord } from './cloudtrail-record.ts';
import { homeRegion } from './estate/account-plans.ts';
import { openDice } from './seeded-random.ts';
import type { PlannedStory } from './story-supply.ts';
import type { Story, StoryDeed, StoryPlan } from './story.ts';
import type { SimAccount, StoryTruth } from './world.ts';

export interface StoryTeller {
  truth(): readonly StoryTruth[];
  /** Plants what is due and lets happen what the planted stories do up to now. */
  advance(now: Date): void;
  /** Plants one more, beside those of the supply. */
  tell(planned: PlannedStory): StoryTruth;
}

interface Change {
  readonly at: Date;
  readonly happen: () => void;
}

export interface TellerFacts {
  readonly seed: number;
  readonly accounts: ReadonlyMap<string, SimAccount>;
  readonly activity: WorldActivity;
  readonly stories: ReadonlyMap<string, Story>;
  /** In the order of their time; may go on for ever. */
  readonly supply: Iterable<PlannedStory>;
  /** How long before its time a story is planted, and known to the ground truth. */
  readonly aheadMs: number;
}

const hourMs = 3_600_000;
/** Between the calls of whoever puts things right. */
const responseMs = 40_000;

/** Plants stories in the activity and lets their changes happen as the clock passes them. */
export function openStoryTeller(facts: TellerFacts): StoryTeller {
  const { seed, accounts, activity, stories, aheadMs } = facts;
  const supply = facts.supply[Symbol.iterator]();
  const truth: StoryTruth[] = [];
  let changes: Change[] = [];
  let next = supply.next();
  let supplied = 0;
  let asked = 0;

  function plant(planned: PlannedStory, number: string): StoryTruth {
    const story = stories.get(planned.storyId);
    if (!story) throw new RangeError(`There is no story ${planned.storyId}; there are ${[...stories.keys()].join(', ')}`);
    const account = accounts.get(planned.accountId);
    if (!account) throw new RangeError(`There is no account ${planned.accountId} for the story ${planned.storyId}`);
    const { startsAt } = planned;
    const dice = openDice(seed, `story/${number}/${planned.storyId}/${account.id}`);
    const told = atPace(story.plan({ seed, account, region: planned.region, dice, startsAt }), planned.withinMs);
    const perform = (deed: StoryDeed, actor: Actor, place: Omit<RecordPlace, 'dice' | 'accountId'>): CloudTrailRecord => {
      const record = writeRecord(deed, actor, { ...place, region: isGlobal(deed.source) ? homeRegion : place.region, accountId: account.id, dice });
      activity.plant(record);
      if (deed.change) changes.push({ at: place.at, happen: () => deed.change?.(account, place.at) });
      return record;
    };
    const records = told.steps.map((step) => perform(step, step.actor ?? told.actor, { at: new Date(startsAt.getTime() + step.afterMs), region: step.region ?? told.region }));
    const { actor, afterHours, steps } = told.aftermath;
    const resolvedAt = new Date(startsAt.getTime() + afterHours * hourMs);
    for (const [i, deed] of steps.entries()) perform(deed, actor, { at: new Date(resolvedAt.getTime() + i * responseMs), region: told.region });
    changes.sort((a, b) => a.at.getTime() - b.at.getTime());
    const known = truthOf(planned.storyId, { story, account, told, records, resolvedAt });
    truth.push(known);
    return known;
  }

  function changeUpTo(ms: number): void {
    const due = changes.filter(({ at }) => at.getTime() <= ms);
    if (due.length === 0) return;
    changes = changes.filter(({ at }) => at.getTime() > ms);
    for (const { happen } of due) happen();
  }

  return {
    truth: () => truth,
    advance(now) {
      while (!next.done && next.value.startsAt.getTime() <= now.getTime() + aheadMs) {
        // A story sees the world as it is at its planting, however late that is caught up with after a restart.
        changeUpTo(next.value.startsAt.getTime() - aheadMs);
        plant(next.value, String(supplied));
        supplied += 1;
        next = supply.next();
      }
      changeUpTo(now.getTime());
    },
    tell(planned) {
      asked += 1;
      // Counted apart, so that what is asked for leaves the stories of the supply as they are.
      return plant(planned, `asked-${asked}`);
    },
  };
}

/** The same story told faster, so that all of it is over in time. */
function atPace(plan: StoryPlan, withinMs: number | undefined): StoryPlan {
  const lengthMs = plan.steps.at(-1)?.afterMs ?? 0;
  if (withinMs === undefined || lengthMs <= withinMs) return plan;
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, afterMs: Math.floor((step.afterMs * withinMs) / lengthMs) })) };
}

interface Told {
  readonly story: Story;
  readonly account: SimAccount;
  readonly told: StoryPlan;
  readonly records: readonly CloudTrailRecord[];
  readonly resolvedAt: Date;
}

function truthOf(storyId: string, { story, account, told, records, resolvedAt }: Told): StoryTruth {
  const steps = told.steps.map((step, i) => ({
    eventId: records[i]?.eventID ?? '',
    at: records[i]?.eventTime ?? '',
    region: records[i]?.awsRegion ?? '',
    eventSource: `${step.source}.amazonaws.com`,
    eventName: step.name,
    resource: step.resources?.[0]?.arn ?? null,
    tactic: step.tactic,
  }));
  const firstCause = steps.find(({ eventName }) => eventName === told.firstCause);
  if (!firstCause) throw new RangeError(`The story ${storyId} has no step ${told.firstCause}`);
  const changed = told.steps.flatMap(({ change, resources }) => (change && resources ? resources.map(({ arn }) => arn) : []));
  return {
    storyId,
    title: story.title,
    accountId: account.id,
    region: told.region,
    startsAt: steps[0]?.at ?? '',
    endsAt: steps.at(-1)?.at ?? '',
    resolvedAt: `${resolvedAt.toISOString().slice(0, 19)}Z`,
    principal: told.actor.identity.arn ?? '',
    sourceAddress: told.actor.address,
    firstCauseEventId: firstCause.eventId,
    steps,
    resources: [...new Set(changed)],
    dailyUsd: told.cost?.dailyUsd ?? 0,
    ...(told.cost ? { usageType: told.cost.usageType } : {}),
  };
}
