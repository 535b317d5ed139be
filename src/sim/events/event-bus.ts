import type { RuleState, Target } from '@aws-sdk/client-eventbridge';
import type { SimRegion } from '../world/world.ts';
import type { EventPattern } from './read-event-pattern.ts';

export interface SimRule {
  readonly name: string;
  readonly arn: string;
  readonly pattern: { readonly text: string; readonly fits: EventPattern } | undefined;
  readonly schedule: string | undefined;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  state: RuleState;
  /** By their ids. */
  readonly targets: Map<string, Target>;
}

/** The rules of a default bus, by name. */
export type EventBus = Map<string, SimRule>;

const buses = new WeakMap<SimRegion, EventBus>();

/** Every region has its default bus, and the simulator no other. */
export function eventBusOf(region: SimRegion): EventBus {
  const known = buses.get(region) ?? new Map<string, SimRule>();
  buses.set(region, known);
  return known;
}
