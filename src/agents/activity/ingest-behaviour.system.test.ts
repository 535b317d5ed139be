import { expect, it } from 'vitest';
import { openLiveEvents } from '../../base/live/open-live-events.ts';
import type { Store } from '../../base/store/store.ts';
import { findingQuerySchema } from '../../respond/findings/contract.ts';
import { listFindings } from '../../respond/findings/list-findings.ts';
import { cloudTrailRecord } from '../../testing/builders.ts';
import { openTestLake } from '../../testing/open-test-lake.ts';
import { describeOnBothStores } from '../../testing/open-test-store.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { openSessionLinks } from '../../watch/activity/actors/open-session-links.ts';
import { openBehaviour } from '../../watch/activity/behaviour/open-behaviour.ts';
import { openRecordReader } from '../../watch/activity/read-records.ts';
import { openRuleBook } from '../../watch/activity/rulebook/rule-book.ts';
import { ingestDelivery, type IngestOrder } from './ingest-delivery.ts';
import { noteRecord } from './note-record.ts';
import { rememberRecent } from './recent-ids.ts';

const clock = () => new Date('2026-11-20T12:30:00Z');

/** One process that ingests: what it knows beside the store is its own. */
async function openIngest(store: Store) {
  const deps = { store, live: await openLiveEvents({ log: quietLog }), clock, lake: await openTestLake(), reader: openRecordReader([], noteRecord), correlations: [], book: openRuleBook({ store, clock }), behaviour: openBehaviour({ store, clock }), links: openSessionLinks({ store, clock }), measured: rememberRecent() };
  return (records: readonly Record<string, unknown>[], more: Partial<IngestOrder> = {}) =>
    ingestDelivery(deps, { delivery: { origin: `file-${String(records[0]?.['eventID'])}`, kind: 's3', accountId: null, region: null, bytes: Buffer.from(JSON.stringify({ Records: records })), deliveredAt: clock() }, isSimulated: true, ...more });
}

const ordinary = (day: number) => [cloudTrailRecord({ eventID: `ordinary-${day}`, eventTime: `2026-11-${String(day).padStart(2, '0')}T09:00:00Z`, eventSource: 'ec2.amazonaws.com', eventName: 'DescribeInstances', readOnly: true })];
const days = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const stolen = [cloudTrailRecord({ eventID: 'stolen', eventTime: '2026-11-18T03:00:00Z', eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', sourceIPAddress: '203.0.113.9', userAgent: 'curl/8.1' })];

const found = async (store: Store) => (await listFindings(store, findingQuerySchema.parse({}), 'all')).findings.map(({ producer, severity, actor, evidenceCount }) => ({ id: producer.id, severity, actor: actor?.name, evidenceCount }));
const expected = [{ id: 'behaviour/unusual', severity: 'high', actor: 'mallory', evidenceCount: 1 }];

describeOnBothStores('an ingest that learns habits', (open) => {
  it('finds what a principal never did, once, though its days come twice and another process goes on', async () => {
    const store = await open();
    const [one, other] = [await openIngest(store), await openIngest(store)];
    for (const day of days) await one(ordinary(day));
    await other(ordinary(3));
    await other(stolen);
    await one(stolen);
    expect(await found(store)).toEqual(expected);
  });

  it('learns what is older than what may raise, and says nothing of it', async () => {
    const store = await open();
    const ingest = await openIngest(store);
    // Newest first, as what was before the account was connected is read.
    for (const day of days.toReversed()) await ingest(ordinary(day), { raisesFrom: clock() });
    await ingest(stolen, { raisesFrom: clock() });
    expect(await found(store)).toEqual([]);
    await ingest([{ ...stolen[0], eventID: 'the same day' }]);
    expect(await found(store)).toEqual(expected);
  });

  it('loses nothing when the transaction fails, in this process or in the next', async () => {
    const store = await open();
    const ingest = await openIngest(store);
    const fail = () => Promise.reject(new Error('the power went'));
    for (const day of days) {
      await expect(ingest(ordinary(day), { commit: fail })).rejects.toThrow('the power went');
      await ingest(ordinary(day));
    }
    await expect(ingest(stolen, { commit: fail })).rejects.toThrow('the power went');
    const next = await openIngest(store);
    await next(stolen);
    expect(await found(store)).toEqual(expected);
  });

  it('lets several processes learn of one principal at the same time', async () => {
    const store = await open();
    const [one, other] = [await openIngest(store), await openIngest(store)];
    await Promise.all(days.flatMap((day) => [one(ordinary(day)), other(ordinary(day))]));
    const third = await openIngest(store);
    await third(stolen);
    expect(await found(store)).toEqual(expected);
  });
});
