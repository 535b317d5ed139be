import type { Dice } from '../seeded-random.ts';
import type { SimAccount, SimRegion } from '../world.ts';
import type { AccountPlan } from './account-plans.ts';
import { emailDomain } from './people.ts';

/** Topics with the queues that listen to them, their dead letters, and who may send mail. */
export function addMessaging(account: SimAccount, region: SimRegion, { plan, dice, createdAt }: { plan: AccountPlan; dice: Dice; createdAt: Date }): void {
  addTopic(account, region, { name: 'alerts', dice });
  for (const app of plan.apps) {
    const topicArn = addTopic(account, region, { name: `${app}-events`, dice });
    const deadLetters = addQueue(account, region, { name: `${app}-events-dead`, createdAt, attributes: {} });
    const queue = addQueue(account, region, { name: `${app}-events`, createdAt, attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters, maxReceiveCount: 5 }) } });
    region.topics.get(topicArn)?.subscriptions.push({ arn: `${topicArn}:${dice.uuid()}`, protocol: 'sqs', endpoint: queue });
  }
  region.emailIdentities.set(`alerts@${emailDomain}`, { isVerified: true });
  region.emailIdentities.set(emailDomain, { isVerified: true });
  region.emailIdentities.set(`newsletter@shop.${emailDomain}`, { isVerified: false });
}

function addTopic(account: SimAccount, region: SimRegion, { name, dice }: { name: string; dice: Dice }): string {
  const arn = `arn:aws:sns:${region.name}:${account.id}:${name}`;
  const subscriptions = name === 'alerts' ? [{ arn: `${arn}:${dice.uuid()}`, protocol: 'email', endpoint: `on-call@${emailDomain}` }] : [];
  region.topics.set(arn, { arn, attributes: new Map([['TopicArn', arn], ['Owner', account.id], ['DisplayName', name]]), subscriptions, published: [] });
  return arn;
}

export function addQueue(account: SimAccount, region: SimRegion, { name, createdAt, attributes }: { name: string; createdAt: Date; attributes: Readonly<Record<string, string>> }): string {
  const arn = `arn:aws:sqs:${region.name}:${account.id}:${name}`;
  const seconds = String(Math.floor(createdAt.getTime() / 1_000));
  region.queues.set(name, { name, arn, url: `/${account.id}/${name}`, attributes: new Map([['VisibilityTimeout', '30'], ['MessageRetentionPeriod', '345600'], ['CreatedTimestamp', seconds], ...Object.entries(attributes)]), messages: [] });
  return arn;
}
