import type { Target } from '@aws-sdk/client-eventbridge';
import { addMessage } from '../queues/find-queue.ts';
import { serviceMaySend } from '../queues/service-may-send.ts';
import { queueByArn } from '../topics/publish-to-topic.ts';
import type { ActivityPlace, World } from '../world/world.ts';
import { eventBusOf, type SimRule } from './event-bus.ts';

/** One event as it comes to a target. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Sending {
  readonly event: BusEvent;
  readonly now: Date;
  /** Only rules that ask for all management events hear of calls that read. */
  readonly isReading?: boolean;
}

/** Hands an event to the targets of every rule that it fits, on the bus of a place. What a target does not let in is lost, as it is at AWS. */
export function sendEvent({ accounts }: Pick<World, 'accounts'>, place: ActivityPlace, sending: Sending): void {
  hand({ accounts }, place, { ...sending, isForwarded: false });
}

export const allCallsState = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

function hand(world: Pick<World, 'accounts'>, { accountId, region: regionName }: ActivityPlace, sending: Sending & { readonly isForwarded: boolean }): void {
  const region = world.accounts.get(accountId)?.regions.get(regionName);
  if (!region) return;
  for (const rule of eventBusOf(region).values()) {
    if (!hears(rule, sending) || rule.pattern?.fits(sending.event) !== true) continue;
    for (const target of rule.targets.values()) {
      const queue = queueByArn(world, target.Arn ?? '');
      if (queue && serviceMaySend(queue, 'events.amazonaws.com', { sourceArn: rule.arn, accountId })) addMessage(queue, bodyOf(target, sending.event), { now: sending.now });
      const bus = placeOfBus(target.Arn);
      // What came from another bus goes to no third one.
      if (bus && !sending.isForwarded) hand(world, bus, { ...sending, isForwarded: true });
    }
  }
}

export function placeOfBus(arn: string | undefined): ActivityPlace | undefined {
  const [, region, accountId] = /^arn:aws:events:([a-z0-9-]+):(\d{12}):event-bus\/default$/.exec(arn ?? '') ?? [];
  return region !== undefined && accountId !== undefined ? { accountId, region } : undefined;
}

function hears({ state }: SimRule, { isReading }: Sending): boolean {
  return state === allCallsState || (state === 'ENABLED' && isReading !== true);
}

function bodyOf({ Input: constant, InputPath: path }: Target, event: BusEvent): string {
  if (constant !== undefined) return constant;
  const steps = path === undefined || path === '$' ? [] : path.slice(2).split('.');
  return JSON.stringify(steps.reduce<unknown>((value, step) => Reflect.get(Object(value), step), event) ?? null);
}
