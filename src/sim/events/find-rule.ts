import { AwsRefusal } from '../aws-refusal.ts';
import type { CallContext } from '../call-context.ts';
import { eventBusOf, type EventBus, type SimRule } from './event-bus.ts';

export interface NamesBus {
  readonly EventBusName?: string | undefined;
}

export function busNamed({ region, account }: CallContext, name: string | undefined): EventBus {
  if (name === undefined || name === 'default' || name === busArn(region.name, account.id)) return eventBusOf(region);
  throw new AwsRefusal('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

export function findRule(context: CallContext, name: string | undefined, { EventBusName }: NamesBus): SimRule {
  const rule = busNamed(context, EventBusName).get(name ?? '');
  if (!rule) throw new AwsRefusal('ResourceNotFoundException', `Rule ${name ?? ''} does not exist on EventBus default.`);
  return rule;
}

export function busArn(region: string, accountId: string): string {
  return `arn:aws:events:${region}:${accountId}:event-bus/default`;
}

export function ruleArn(name: string | undefined, { region, account }: CallContext): string {
  return `arn:aws:events:${region.name}:${account.id}:rule/${name ?? ''}`;
}
