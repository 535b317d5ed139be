import type { Clock } from '../../core/clock.ts';
import { openAnnouncer } from '../delivery/open-announcer.ts';
import { openTrailFiles, type FileDelay } from '../delivery/open-trail-files.ts';
import { openCallAnnouncer, type EventLag } from '../events/announce-calls.ts';
import { openActivity, type DeliveryLag } from './activity/open-activity.ts';
import { managementPlan, memberPlan, type AccountPlan } from './estate/account-plans.ts';
import { makeAccount } from './estate/make-account.ts';
import { accountId, makeOrganization, unitIdFor } from './estate/make-organization.ts';
import { addAdministrator } from './estate/make-administrator.ts';
import { addTrails } from './estate/make-trails.ts';
import { addWatcher } from './estate/make-watcher.ts';
import { openDice } from './seeded-random.ts';
import { endlessSupply, planOrdered, type OrderedStory } from './story-supply.ts';
import { openStoryTeller } from './story-teller.ts';
import type { Story } from './story.ts';
import { openCosts } from './readings/world-costs.ts';
import { openLogs } from './readings/world-logs.ts';
import { openMetrics } from './readings/world-metrics.ts';
import type { ActivityStream, SimAccount, World } from './world.ts';

export interface WorldOptions {
  readonly seed: number;
  /** How many member accounts, beside the management account. */
  readonly accounts: number;
  readonly startedAt: Date;
  readonly clock: Clock;
  /** Regions that every account has enabled beside the usual ones. */
  readonly moreRegions?: readonly string[];
  /** The IAM actions that Watchkeeper's read role is allowed. */
  readonly readerActions: readonly string[];
  readonly stories: ReadonlyMap<string, Story>;
  /** Which stories happen when; absent, an endless supply that begins before the start. */
  readonly plan?: readonly OrderedStory[];
  /** How long CloudTrail takes to deliver; absent, a few seconds. */
  readonly lag?: DeliveryLag;
  /** How long a trail's file takes after its five minutes; absent, about a minute. */
  readonly fileDelay?: FileDelay;
  /** How long a call's event takes to EventBridge; absent, one to three seconds. */
  readonly eventLag?: EventLag;
  /** How long a new access key is refused before it works everywhere; absent, a few seconds. */
  readonly keyDelayMs?: number;
}

const dayMs = 86_400_000;
/** Long enough for one who reads the ground truth to see a story come. */
const supplyAheadMs = 60_000;
const usualKeyDelayMs = 3_000;

/** The same seed and start make the same organisation, down to every id. */
export function createWorld(options: WorldOptions): World {
  const { seed, clock } = options;
  // Records are told to the second: a restart that knows its start to the millisecond tells the same ones.
  const startedAt = new Date(Math.floor(options.startedAt.getTime() / 1_000) * 1_000);
  const dice = openDice(seed, 'organization');
  const organization = makeOrganization(dice);
  const accounts = new Map<string, SimAccount>();
  const add = (id: string, plan: AccountPlan) => accounts.set(id, makeAccount({ seed, id, plan, unitId: unitIdFor(plan, organization), startedAt, managementAccountId: organization.managementAccountId, moreRegions: options.moreRegions ?? [] }));
  add(organization.managementAccountId, managementPlan);
  for (let i = 0; i < options.accounts; i += 1) add(accountId(openDice(seed, `account/${i}`)), memberPlan(i));

  const createdAt = new Date(startedAt.getTime() - 190 * dayMs);
  addTrails(accounts, { organization, dice: openDice(seed, 'trails'), createdAt });
  const watcher = addWatcher(accounts, { organization, dice: openDice(seed, 'watcher'), createdAt, readerActions: options.readerActions });

  const administrator = addAdministrator(accounts, { organization, dice: openDice(seed, 'administrator'), createdAt });

  const activity = openActivity({ seed, accounts, clock, ...(options.lag ? { lag: options.lag } : {}) });
  const costs = openCosts({ seed, accounts, startedAt, truth: () => teller.truth() });
  const metrics = openMetrics({ seed, accounts });
  const logs = openLogs({ seed, accounts });
  const members = [...accounts.values()].filter(({ id }) => id !== organization.managementAccountId);
  const { stories, plan } = options;
  const teller = openStoryTeller({
    seed,
    accounts,
    activity,
    stories,
    supply: plan ? planOrdered(plan, { seed, stories, members }) : endlessSupply({ seed, stories, members }, startedAt),
    aheadMs: plan ? Number.POSITIVE_INFINITY : supplyAheadMs,
  });
  const advance = () => {
    teller.advance(clock());
    announceFiles(clock());
    announceCalls(clock());
  };
  const stream: ActivityStream = {
    add: (record) => activity.add(record),
    between: (place, window) => activity.between(place, window),
    lookup(place, window) {
      advance();
      return activity.lookup(place, window);
    },
  };
  const trailFiles = openTrailFiles({ seed, clock, startedAt, organization, accounts, activity: stream }, options.fileDelay);
  const announceFiles = openAnnouncer({ accounts, trailFiles, from: clock() });
  const announceCalls = openCallAnnouncer({ accounts, activity: stream, trailFiles }, { from: clock(), lag: options.eventLag });
  let asked = 0;
  advance();

  return {
    seed,
    clock,
    startedAt,
    organization,
    accounts,
    watcher,
    administrator,
    keyDelayMs: options.keyDelayMs ?? usualKeyDelayMs,
    costs,
    metrics,
    logs,
    advance,
    tell(order) {
      asked += 1;
      const [planned] = planOrdered([{ ...order, startsAt: clock() }], { seed: seed + asked, stories, members });
      if (!planned) throw new RangeError('There is nothing to tell');
      return teller.tell(planned);
    },
    activity: stream,
    trailFiles,
    get truth() {
      advance();
      return teller.truth();
    },
  };
}
