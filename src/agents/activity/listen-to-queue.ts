import { CallFailure } from '../../base/aws/call-failure.ts';
import type { AwsSession } from '../../base/aws/door.ts';
import { durationMs } from '../../core/duration.ts';
import { forEachLimited } from '../../core/for-each-limited.ts';
import { doneAmong } from '../../watch/activity/coverage/done-deliveries.ts';
import { keepCoverage, readSpans } from '../../watch/activity/coverage/keep-coverage.ts';
import { changePlace, meetPlace, seePlace } from '../../watch/activity/coverage/keep-place.ts';
import { keepQuarantined } from '../../watch/activity/coverage/quarantine.ts';
import { without } from '../../watch/activity/coverage/spans.ts';
import type { Delivery } from '../../watch/activity/sources/delivery.ts';
import { insightsDelivery } from '../../watch/activity/sources/insights-delivery.ts';
import { readMessage, type MessageNews } from '../../watch/activity/sources/read-message.ts';
import { originOf } from '../../watch/activity/sources/trail-objects.ts';
import type { IngestDeps } from './ingest-batch.ts';
import { ingestDelivery } from './ingest-delivery.ts';
import { countIngested, type WatchContext } from './watch-place.ts';
import { uncoveredOf } from './trail-stops.ts';
import { ingestObject, trailDelayMs, trailsOf } from './watch-trail.ts';

export const queueActions = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'] as const;

interface Message {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  readonly receives: number;
  readonly news: MessageNews;
}

const perReceive = 10;
const messagesAtOnce = 4;
/** A message is ours for so long, and for longer while it is worked on. */
const visibleAgainSeconds = 120;
const extendEveryMs = 45_000;
const longestWaitSeconds = 20;
/** Then the run may be over at any moment. */
const overtimeWaitSeconds = 1;

interface Listening {
  readonly queueUrl: string;
  /** Whether the run goes on anyway: as long as it does, nothing else would listen. */
  readonly isBusy: () => boolean;
}

/**
 * Works off a queue for as long as a run may listen, or goes on for other reasons. A message is taken off only once all that it tells of is stored; one
 * that cannot be worked off comes back, and goes to quarantine after too many times.
 */
export async function listenToQueue(context: WatchContext, deps: IngestDeps, { queueUrl, isBusy }: Listening): Promise<void> {
  const { clock, settings, signal } = context;
  const session = sessionOf(context, queueUrl);
  if (!session) return;
  const until = clock().getTime() + durationMs(settings.listenFor);
  let isDrained = false;
  const looked = await session.orGap(async () => {
    while (!signal.aborted && (clock().getTime() < until || isBusy())) {
      const left = Math.ceil((until - clock().getTime()) / 1_000);
      const wait = left > 0 ? Math.min(longestWaitSeconds, left) : overtimeWaitSeconds;
      const messages = await receive(session, queueUrl, wait);
      isDrained = messages.length === 0;
      if (messages.length > 0) await workOff(context, deps, { session, queueUrl, messages });
    }
  });
  if (!looked.ok) context.gap(looked.gap);
  else if (isDrained && settings.sources === 'sqs') await vouchForAll(context);
}

/** Where queues are the only source, an empty one means that all has been read which was sent. */
async function vouchForAll(context: WatchContext): Promise<void> {
  const { accounts, clock, settings, store } = context;
  const readAt = clock();
  const seenTo = new Date(readAt.getTime() - trailDelayMs);
  for (const watched of placesOf(accounts, settings)) {
    const { region } = watched;
    const place = { accountId: watched.account.accountId, region };
    const row = await meetPlace(store.db, place, readAt);
    const from = row.seenTo ?? seenTo;
    // EventBridge and notifications have nothing to tell of what no trail delivers.
    const stops = (await uncoveredOf(context, await trailsOf(context, watched), { region, span: { from, to: readAt } })) ?? [];
    const spans = readSpans({ from, to: seenTo, readAt, deadlineMs: trailDelayMs + durationMs(settings.blindAfter) }).flatMap(({ state, ...span }) => without(span, stops).map((part) => ({ ...part, state })));
    const missing = stops.map((span) => ({ ...span, state: 'missing' as const }));
    const off = stops.find(({ to }) => to >= readAt);
    await store.db.transaction(async (db) => {
      await keepCoverage(db, { ...place, source: 'sqs', spans: [...spans, ...missing], arrivals: [] });
      await seePlace(db, place, { seenTo: off && off.from < seenTo ? off.from : seenTo, source: 'sqs' });
      if (off) await changePlace(db, place, { trouble: `No trail that delivers what happens in ${region} is logging since ${off.from.toISOString()}` });
    });
  }
}

function placesOf(accounts: WatchContext['accounts'], { regions }: WatchContext['settings']) {
  return accounts.flatMap((account) => account.regions.filter((region) => regions.length === 0 || regions.includes(region)).map((region) => ({ account, region })));
}

/** By the account and region in its URL; of another account's queue, by the first account that is watched. */
function sessionOf({ accounts, aws }: WatchContext, queueUrl: string): AwsSession | undefined {
  const account = accounts.find(({ accountId }) => queueUrl.includes(`/${accountId}/`)) ?? accounts[0];
  const [, region] = /\/\/sqs\.([a-z0-9-]+)\./.exec(queueUrl) ?? [];
  return account && aws(account, region ?? account.defaultRegion);
}

async function receive(session: AwsSession, queueUrl: string, waitSeconds: number): Promise<Message[]> {
  const { Messages: messages = [] } = await session.call('sqs', 'ReceiveMessage', {
    QueueUrl: queueUrl,
    MaxNumberOfMessages: perReceive,
    WaitTimeSeconds: waitSeconds,
    VisibilityTimeout: visibleAgainSeconds,
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
  });
  return messages.flatMap(({ MessageId: id = '', ReceiptHandle: receipt, Body: body = '', Attributes: attributes }) =>
    receipt === undefined ? [] : [{ id, receipt, body, receives: Number(attributes?.ApproximateReceiveCount ?? 1), news: readMessage(body) }],
  );
}

interface Work {
  readonly session: AwsSession;
  readonly queueUrl: string;
  readonly messages: readonly Message[];
}

async function workOff(context: WatchContext, deps: IngestDeps, work: Work): Promise<void> {
  const { session, queueUrl, messages } = work;
  const left = new Set(messages);
  const extending = setInterval(() => {
    for (const { receipt } of left) {
      session.call('sqs', 'ChangeMessageVisibility', { QueueUrl: queueUrl, ReceiptHandle: receipt, VisibilityTimeout: visibleAgainSeconds }).catch((error: unknown) => context.log('debug', `A message could not be kept any longer: ${String(error)}`));
    }
  }, extendEveryMs);
  const remove = async (message: Message) => {
    await session.call('sqs', 'DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle: message.receipt });
    left.delete(message);
    context.count('messages', 1);
  };
  try {
    const events = messages.filter(({ news }) => news.kind === 'record' || news.kind === 'insight');
    if (events.length > 0) await ingestEvents(context, deps, { ...work, messages: events });
    await forEachLimited(events, messagesAtOnce, remove);
    await forEachLimited(messages.filter((message) => !events.includes(message)), messagesAtOnce, async (message) => {
      if (await isWorkedOff(context, deps, { session, queueUrl, message })) await remove(message);
    });
  } finally {
    clearInterval(extending);
  }
}

/** Single events, all of a receive at once: what happened, and what Insights noticed. */
async function ingestEvents(context: WatchContext, deps: IngestDeps, { session, queueUrl, messages }: Work): Promise<void> {
  const { clock, settings } = context;
  const { accountId, isSimulated } = session.account;
  const texts = messages.flatMap(({ news }) => (news.kind === 'record' ? [JSON.stringify(news.record)] : []));
  const insights = messages.flatMap(({ news }) => (news.kind === 'insight' ? [JSON.stringify(news.insight)] : []));
  const about = { origin: `${queueUrl}#${messages[0]?.id ?? ''}`, accountId, region: session.region, deliveredAt: clock() };
  const deliveries: Delivery[] = [
    ...(texts.length === 0 ? [] : [{ ...about, kind: 'eventbridge' as const, bytes: Buffer.from(texts.join('\n')) }]),
    ...(insights.length === 0 ? [] : [insightsDelivery(insights, about)]),
  ];
  const raisesFrom = new Date(clock().getTime() - durationMs(settings.raiseFor));
  for (const delivery of deliveries) countIngested(context, await ingestDelivery(deps, { delivery, isSimulated, raisesFrom }), delivery.origin);
}

async function isWorkedOff(context: WatchContext, deps: IngestDeps, { session, queueUrl, message }: { session: AwsSession; queueUrl: string; message: Message }): Promise<boolean> {
  const { news, receives } = message;
  if (news.kind !== 'objects' && news.kind !== 'bad') return true;
  let because = news.kind === 'bad' ? news.because : '';
  let origins = [`${queueUrl}#${message.id}`];
  if (news.kind === 'objects') {
    const named = news.objects.map((object) => ({ ...object, origin: originOf(object.bucket, object.key) }));
    origins = named.map(({ origin }) => origin);
    try {
      const done = await doneAmong(context.store.db, named);
      for (const object of named) if (!done.has(object.origin)) await ingestObject(context, deps, { session, object });
      return true;
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      because = error.message;
      context.gap(error.gap);
    }
  }
  if (receives < context.settings.receives) return false;
  const { accountId } = session.account;
  await keepQuarantined(context.store.db, origins.map((origin) => ({ origin, source: 'sqs', what: 'message', reason: because, excerpt: message.body, accountId, region: session.region })), context.clock());
  context.count('quarantined', 1);
  return true;
}
