import type { Db, Store } from '../../../base/store/store.ts';
import type { Activity } from '../../../core/activity.ts';
import type { Clock } from '../../../core/clock.ts';
import type { FindingDraft } from '../../../core/finding.ts';
import { principalKey, usualRemedy } from '../judge-activity.ts';
import { accountCombinationsOf, combinationsOf, type Combination } from './combinations.ts';
import { isAwsInternal } from './is-aws-internal.ts';
import { openBaselines, type Baselines } from './open-baselines.ts';
import { weighUnusual, type Learning, type Unusual } from './weigh-unusual.ts';

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
  /** Forgets what has not been seen for the time that habits are kept. */
  forget(): Promise<void>;
}

const usualLearning: Learning = { days: 7, activeDays: 3 };
/** At these points an event raises a finding by itself. */
const mediumPoints = 4;
const highPoints = 6;

export function openBehaviour({ store, clock, learning = usualLearning }: { store: Store; clock: Clock; learning?: Learning }): Behaviour {
  const baselines = openBaselines({ store, clock });
  return {
    async judge(events, { isSimulated }) {
      const own = events.filter(({ activity }) => !isAwsInternal(activity).isInternal);
      await baselines.load(own.flatMap(({ activity }) => [entityOf(activity), accountOf(activity)]));
      for (const { activity } of own) {
        const atMs = Date.parse(activity.at);
        const combinations = combinationsOf(activity);
        baselines.widen(entityOf(activity), peersOf(activity), { combinations, atMs });
        baselines.widen(accountOf(activity), 'accounts', { combinations: accountCombinationsOf(combinations), atMs });
      }
      const drafts: FindingDraft[] = [];
      for (const event of own) {
        const { activity } = event;
        const unusual = weighUnusual(activity, { principal: baselines.of(entityOf(activity)), account: baselines.of(accountOf(activity)), learning });
        if (unusual && unusual.points >= mediumPoints) {
          const draft = await draftOf(baselines, event, { unusual, isSimulated });
          if (draft) drafts.push(draft);
        }
      }
      let kept = (): void => {};
      return {
        drafts,
        changes: {
          async commit(db) {
            ({ kept } = await baselines.commit(db));
          },
          kept: () => kept(),
        },
      };
    },
    forget: () => baselines.forget(),
  };
}

/** The same name in another account is someone else. */
function entityOf(activity: Activity): string {
  return `${activity.accountId} ${principalKey(activity)}`;
}

function accountOf({ accountId }: Activity): string {
  return `account ${accountId}`;
}

function peersOf({ accountId, principal }: Activity): string {
  return `${accountId} ${principal.type}`;
}

async function draftOf(baselines: Baselines, { activity, raw }: Behaved, { unusual, isSimulated }: { unusual: Unusual; isSimulated: boolean }): Promise<FindingDraft | null> {
  const said: string[] = [];
  let { points } = unusual;
  for (const { combination, points: own } of unusual.news) {
    const { all, same } = await baselines.peersWith(entityOf(activity), peersOf(activity), combination);
    // What is ordinary among its peers says less.
    if (all > 0) points -= own * (same / all);
    said.push(`${wordsOf(combination)} (${all === 0 ? 'it has no peers' : same === 0 ? `none of its ${all} peers either` : `${same} of its ${all} peers did`})`);
  }
  if (points < mediumPoints) return null;
  const principal = principalKey(activity);
  return {
    fingerprint: ['detector', 'behaviour', activity.accountId, principal, activity.at.slice(0, 10)].join('|'),
    producer: { kind: 'detector', id: 'behaviour/unusual' },
    severity: points >= highPoints ? 'high' : 'medium',
    title: 'A principal does what it never did',
    summary: `${activity.principal.name} called ${activity.service}:${activity.action} in ${activity.region}. New for it after ${unusual.knownDays} days: ${said.join('; ')}.`,
    why: 'Stolen credentials are used from other places, by other programs and for other things than their owner uses them for.',
    remedy: usualRemedy,
    accountId: activity.accountId,
    region: activity.region,
    isSimulated,
    principal,
    resource: activity.resources[0]?.arn ?? null,
    tags: ['attack.t1078.004'],
    firstSeenAt: activity.at,
    lastSeenAt: activity.at,
    evidence: [{ kind: 'activity', activity, raw }],
  };
}

function wordsOf([dimension, value]: Combination): string {
  switch (dimension) {
    case 'api':
      return `the call ${value}`;
    case 'region':
      return `the region ${value}`;
    case 'network':
      return `the network ${value}`;
    case 'agent':
      return `the program ${value}`;
    case 'day':
      return value;
  }
}
