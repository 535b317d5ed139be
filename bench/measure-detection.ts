import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { World } from '../src/sim/world/world.ts';
import { cloudTrailRecord } from '../src/testing/builders.ts';
import type { Demo } from '../src/testing/start-demo.ts';
import { startWatchedAccount, type WatchedAccount } from './start-watched-account.ts';

const ruleName = 'watchkeeper';
/** How often the answer is looked at, which is added to what is measured. */
const lookMs = 200;
const longestMs = 180_000;
/** Events are available so long after the second that they bear: chosen small, and known exactly. */
const lookupMs = 3_000;
const busMs = 1_000;

export interface Detection {
  /** From an event's being available to its finding's being in the store, for each event, shortest first. */
  readonly delaysMs: readonly number[];
}

export interface DetectionOptions {
  readonly through: 'polling' | 'eventbridge';
  readonly events: number;
  /** Over which they are spread evenly. */
  readonly lengthMs: number;
}

/** An account is watched, and events that one rule knows happen in it. */
export async function measureDetection({ through, events, lengthMs }: DetectionOptions): Promise<Detection> {
  const lag = (ms: number) => ({ leastMs: ms, mostMs: ms });
  const account = await startWatchedAccount({ lag: lag(lookupMs), eventLag: lag(busMs), hasTrail: through === 'eventbridge' });
  try {
    const settings = through === 'eventbridge' ? { queues: [await listen(account)] } : {};
    // Back-filling goes on beside it, as it does in the first days of every account.
    await hasWatched(account.demo, settings);
    return { delaysMs: await plantAndWait(account, { events, lengthMs, availableMs: through === 'polling' ? lookupMs : busMs }) };
  } finally {
    await account.close();
  }
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** What the guide says that a queue needs. */
async function listen({ world, endpoint, accountId, region }: WatchedAccount): Promise<string> {
  const { accessKeyId, secretAccessKey, roleName } = world.administrator;
  const sts = new STSClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
  const { Credentials: session } = await sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accountId}:role/${roleName}`, RoleSessionName: 'bench' }));
  const client = { region, endpoint, credentials: { accessKeyId: session?.AccessKeyId ?? '', secretAccessKey: session?.SecretAccessKey ?? '', sessionToken: session?.SessionToken ?? '' } };
  const eventBridge = new EventBridgeClient(client);
  const EventPattern = JSON.stringify({ 'detail-type': ['AWS API Call via CloudTrail', 'AWS Console Sign In via CloudTrail', 'AWS Service Event via CloudTrail'] });
  const { RuleArn } = await eventBridge.send(new PutRuleCommand({ Name: ruleName, EventPattern, State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }));
  const Arn = `arn:aws:sqs:${region}:${accountId}:${ruleName}`;
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: Arn, Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } } }] });
  const { QueueUrl = '' } = await new SQSClient(client).send(new CreateQueueCommand({ QueueName: ruleName, Attributes: { Policy } }));
  await eventBridge.send(new PutTargetsCommand({ Rule: ruleName, Targets: [{ Id: 'queue', Arn }] }));
  return QueueUrl;
}

async function hasWatched(demo: Demo, settings: Record<string, unknown>): Promise<void> {
  const agentsSchema = z.object({ agents: z.array(z.object({ id: z.string(), typeId: z.string(), lastExecution: z.object({ status: z.string() }).nullable() })) });
  const agent = async () => agentsSchema.parse(await (await demo.ask('/api/agents')).json()).agents.find(({ typeId }) => typeId === 'cloudtrail-monitoring');
  const until = Date.now() + longestMs;
  for (let found = await agent(); found?.lastExecution?.status !== 'succeeded'; found = await agent()) {
    if (Date.now() > until) throw new Error('The first run did not end');
    if (found && found.lastExecution === null) await sleep(lookMs);
    await sleep(lookMs);
  }
  const { id } = (await agent()) ?? { id: '' };
  if (Object.keys(settings).length === 0) return;
  await demo.ask(`/api/agents/${id}`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ settings }) });
  await demo.ask(`/api/agents/${id}/restart`, { method: 'POST' });
}

interface Planting {
  readonly events: number;
  readonly lengthMs: number;
  readonly availableMs: number;
}

const findingsSchema = z.object({ findings: z.array(z.object({ resource: z.string().nullable() })) });

async function plantAndWait(account: WatchedAccount, { events, lengthMs, availableMs }: Planting): Promise<number[]> {
  const available = new Map<string, number>();
  const delays: number[] = [];
  const startedAt = Date.now();
  let planted = 0;
  while (delays.length < events) {
    if (Date.now() > startedAt + lengthMs + longestMs) throw new Error(`${available.size} events were not found within ${longestMs} ms`);
    for (; planted < events && Date.now() >= startedAt + (planted * lengthMs) / events; planted += 1) available.set(`trail-${planted}`, plant(account, `trail-${planted}`) + availableMs);
    const { findings } = findingsSchema.parse(await (await account.demo.ask('/api/findings?producer=aws/cloudtrail/trail-stopped&limit=200')).json());
    for (const { resource } of findings) {
      const at = available.get(resource ?? '');
      if (at === undefined) continue;
      delays.push(Date.now() - at);
      available.delete(resource ?? '');
    }
    await sleep(lookMs);
  }
  return delays.sort((a, b) => a - b);
}

/** Stops a trail that there is not, and says which second it bears. */
function plant({ world, accountId, region }: WatchedAccount, name: string): number {
  const second = Math.floor(Date.now() / 1_000) * 1_000;
  const eventTime = `${new Date(second).toISOString().slice(0, 19)}Z`;
  world.activity.add(recordFrom(cloudTrailRecord({ eventID: crypto.randomUUID(), eventTime, awsRegion: region, recipientAccountId: accountId, eventType: 'AwsApiCall', requestParameters: { name } })));
  return second;
}

/** Guarantee: the builder makes whole CloudTrail records; its type is only wider. */
function recordFrom(record: object): Parameters<World['activity']['add']>[0] {
  return record as Parameters<World['activity']['add']>[0];
}
