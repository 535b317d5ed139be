import type { Actor } from './activity/actors.ts';
import type { Deed } from './activity/write-record.ts';
import type { Dice } from './seeded-random.ts';
import type { SimAccount, SimRegion } from './world.ts';

/** One unit of simulated trouble: a known sequence of calls by a known somebody. */
export interface Story {
  readonly title: string;
  readonly about: string;
  /** ATT&CK tactics in the order in which they appear. */
  readonly tactics: readonly string[];
  /** Whether it can happen in this account at all; everywhere when absent. */
  suits?(account: SimAccount): boolean;
  plan(scene: StoryScene): StoryPlan;
}

export interface StoryScene {
  readonly seed: number;
  readonly account: SimAccount;
  /** Where it is to happen, when whoever asked for the story cares. */
  readonly region: string | undefined;
  readonly dice: Dice;
  readonly startsAt: Date;
}

export interface StoryPlan {
  readonly region: string;
  readonly actor: Actor;
  readonly steps: readonly StoryStep[];
  /** The name of the first call without which nothing of the rest would have happened. */
  readonly firstCause: string;
  /** What it adds to the bill until the aftermath, where it does. */
  readonly cost?: { readonly dailyUsd: number; readonly usageType: string };
  /** How somebody puts it right hours later. It happens, but it is no part of what is to be detected. */
  readonly aftermath: { readonly afterHours: number; readonly actor: Actor; readonly steps: readonly StoryDeed[] };
}

/** A call, with what it changes in the account once its time has come. */
export interface StoryDeed extends Deed {
  readonly change?: (account: SimAccount, at: Date) => void;
}

export interface StoryStep extends StoryDeed {
  readonly afterMs: number;
  readonly tactic: string;
  /** Where it differs from the story's. */
  readonly region?: string;
  readonly actor?: Actor;
}

export function defineStory(story: Story): Story {
  return story;
}

/** The region of an account that a story happens in. */
export function regionIn(account: SimAccount, name: string): SimRegion {
  const region = account.regions.get(name);
  if (!region?.isEnabled) throw new RangeError(`${account.name} has no region ${name}`);
  return region;
}

/** The answer that IAM gives to somebody who may not. */
export function refused({ identity }: Actor, source: string, name: string): NonNullable<Deed['error']> {
  const action = `${source}:${name}`;
  return { code: source === 'ec2' ? 'Client.UnauthorizedOperation' : 'AccessDenied', message: `User: ${identity.arn ?? ''} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action` };
}
