import { describe, expect, it } from 'vitest';
import type { DeliveryFaultRule } from '../../sim/delivery/delivery-faults.ts';
import type { SimQueue } from '../../sim/world/world.ts';
import { testHouses } from '../../testing/open-test-house.ts';
import { describeCoverage } from '../../watch/activity/coverage/describe-coverage.ts';
import { askForRetry, listQuarantine } from '../../watch/activity/coverage/quarantine.ts';
import { askLake } from '../../watch/activity/lake/lake-view.ts';
import { createAgent, getAgent, runAgentWork } from '../runtime/agent-control.ts';
import { loadAgentTypes } from '../runtime/load-agent-types.ts';
import { runAgent } from '../runtime/run-agent.ts';

const openHouse = testHouses();
const readerActions = (await loadAgentTypes()).get('cloudtrail-monitoring')?.iamActions ?? [];
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const region = 'us-east-1';
const lateMinutes = 30;

type Fault = DeliveryFaultRule['fault'];
const always: readonly (readonly [Fault, number])[] = [
  [{ kind: 'truncated-file' }, 0.15],
  [{ kind: 'broken-json' }, 0.15],
  [{ kind: 'nameless-record' }, 0.2],
  [{ kind: 'repeated-records' }, 0.3],
  [{ kind: 'late-file', minutes: lateMinutes }, 0.25],
];

/** An account whose trail delivers with faults, and a watch over it. */
async function setUp(sources: 's3' | 'sqs', faults: readonly (readonly [Fault, number])[]) {
  let aheadMs = 0;
  const clock = () => new Date(Date.now() + aheadMs);
  const house = await openHouse({ readerActions, clock, world: { fileDelay: { leastMs: 0, mostMs: 0 } } });
  const { deps, world, account } = house;
  const place = { accountId: account.accountId, region };
  const member = world.accounts.get(account.accountId);
  const bucket = member?.buckets.get(member.regions.get(region)?.trails[0]?.trail.S3BucketName ?? '');
  if (!member || !bucket) throw new Error('The account has no trail');
  const queue: SimQueue = { name: 'files', arn: `arn:aws:sqs:${region}:${account.accountId}:files`, url: `/${account.accountId}/files`, attributes: new Map(), messages: [] };
  member.regions.get(region)?.queues.set(queue.name, queue);
  bucket.notifications = { QueueConfigurations: [{ Id: 'files', QueueArn: queue.arn, Events: ['s3:ObjectCreated:*'], Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: `AWSLogs/${account.accountId}/CloudTrail/${region}/` }] } } }] };
  const planted = faults.map(([fault, share]) => ({ kind: fault.kind, id: world.trailFiles.faults.add({ fault, share, from: new Date(clock().getTime() - 5 * hourMs) }) }));
  await deps.queue.define(runAgentWork);
  const settings = { sources, listenFor: '2s', ...(sources === 'sqs' ? { queues: [`${house.sim.url}${queue.url}`] } : {}) };
  const { id } = await createAgent(deps, { typeId: 'cloudtrail-monitoring', name: 'Under test', accountId: null, settings });

  return {
    ...house,
    clock,
    queue,
    /** The trail's files that came after a time, by the faults that struck them. */
    files: (after: Date, until = clock()) =>
      [...world.trailFiles.deliveredBetween(bucket, after, until)]
        .filter(({ file, key }) => file.region === region && key.includes('/CloudTrail/'))
        .map(({ file, key }) => ({ key, startMs: file.startMs, faults: faults.map(([{ kind }]) => kind).filter((kind) => world.trailFiles.faults.strikes(kind, file)) })),
    repair(...kinds: Fault['kind'][]) {
      for (const { kind, id: fault } of planted) if (kinds.includes(kind)) world.trailFiles.faults.remove(fault);
    },
    truth: (from: Date, to: Date) => world.activity.between(place, { from, to }),
    async run(minutes: number) {
      aheadMs += minutes * minuteMs;
      await runAgent(deps, { id: 'job', data: { agentId: id, trigger: 'manual' }, attempt: 1, signal: new AbortController().signal });
      const { lastExecution } = await getAgent(deps, id);
      // After a leap of the clock a first signature may be refused: the run after it goes on from there.
      expect(lastExecution?.status).toBe('succeeded');
    },
    kept: async (from: Date, to: Date) => (await askLake(deps.lake, {}, { sql: (events) => `select event_id, event_time from ${events}` })).filter(({ event_time: at }) => Date.parse(String(at)) >= from.getTime() && Date.parse(String(at)) <= to.getTime()).map((row) => String(row['event_id'])),
    quarantine: async () => (await listQuarantine(deps.store, { limit: 200 }, 'all')).quarantined,
    shown: async () => (await describeCoverage({ store: deps.store, clock }, { step: 'hour' })).quarantined,
  };
}

type House = Awaited<ReturnType<typeof setUp>>;
type File = ReturnType<House['files']>[number];
const isUnreadable = ({ faults }: File) => faults.includes('truncated-file') || faults.includes('broken-json');
const isNameless = (file: File) => !isUnreadable(file) && file.faults.includes('nameless-record');

/** Exactly what happened, without a gap and without a double, but for what files that cannot be read would have told. */
async function expectWhole(house: House, { from, to, unreadable }: { from: Date; to: Date; unreadable: readonly File[] }): Promise<void> {
  const kept = await house.kept(from, to);
  expect(new Set(kept).size).toBe(kept.length);
  const known = new Set(kept);
  const truth = house.truth(from, to);
  expect(truth.length).toBeGreaterThan(50);
  const untold = truth.filter(({ eventTime }) => unreadable.some(({ startMs }) => Math.floor(Date.parse(eventTime) / (5 * minuteMs)) * 5 * minuteMs === startMs));
  const missing = truth.filter((record) => !known.has(record.eventID) && !untold.includes(record));
  expect(missing.map(({ eventID, eventTime }) => `${eventTime} ${eventID}`)).toEqual([]);
  const all = new Set(truth.map(({ eventID }) => eventID));
  expect(kept.filter((id) => !all.has(id))).toEqual([]);
}

/** One line for each thing that could not be read. */
async function held(house: House): Promise<string[]> {
  return (await house.quarantine()).map(({ what, reason, origin }) => `${what} ${origin.slice(origin.lastIndexOf('/') + 1)}: ${reason.split(':')[0]}`).sort();
}

const nameOf = ({ key }: File) => key.slice(key.lastIndexOf('/') + 1);
const expectedHeld = (files: readonly File[]) =>
  files
    .flatMap((file) => {
      if (file.faults.includes('truncated-file')) return [`object ${nameOf(file)}: the compressed object ends in the middle`];
      if (file.faults.includes('broken-json')) return [`record ${nameOf(file)}: it ends in the middle`];
      return isNameless(file) ? [`record ${nameOf(file)}: eventName`] : [];
    })
    .sort();

describe('files that are cut, broken, late, repeated or lack a name', () => {
  it('found by listing cost nothing but themselves, until they are repaired', { timeout: 120_000 }, async () => {
    const house = await setUp('s3', always);
    const begin = house.clock();
    for (const minutes of [0, 9, 9, 9]) await house.run(minutes);
    const lastRunAt = new Date(house.clock().getTime() + 9 * minuteMs);
    await house.run(9);
    // The first listing begins four hours back, and the last half hour may still be on its way.
    const files = house.files(new Date(begin.getTime() - 4 * hourMs + 5 * minuteMs), lastRunAt);
    const window = { from: new Date(begin.getTime() - 3 * hourMs), to: new Date(house.clock().getTime() - (lateMinutes + 6) * minuteMs) };
    for (const kind of always.map(([fault]) => fault.kind)) expect(files.filter(({ faults }) => faults.includes(kind)).length).toBeGreaterThan(0);
    expect(await held(house)).toEqual(expect.arrayContaining(expectedHeld(files)));
    expect(await house.shown()).toBe((await house.quarantine()).length);
    await expectWhole(house, { ...window, unreadable: files.filter(isUnreadable) });

    house.repair('truncated-file', 'broken-json');
    for (const { id, origin } of await house.quarantine()) if (files.some((file) => isUnreadable(file) && origin.endsWith(file.key))) await askForRetry(house.deps.store, id, { now: house.clock(), scope: 'all' });
    await house.run(1);
    await expectWhole(house, { ...window, unreadable: [] });
    // What was broken may have lacked a name besides.
    const left = files.filter(({ faults }) => faults.includes('nameless-record')).map((file) => `record ${nameOf(file)}: eventName`);
    expect((await held(house)).filter((line) => files.some((file) => line.includes(nameOf(file))))).toEqual(left.sort());
  });

  it('told of twice, and of some that are gone, are kept once', { timeout: 120_000 }, async () => {
    const house = await setUp('sqs', [...always, [{ kind: 'notified-twice' }, 0.5], [{ kind: 'notified-of-gone' }, 0.3]]);
    const begin = house.clock();
    for (let run = 0; run < 12; run += 1) await house.run(9);
    const files = house.files(begin);
    // Files of the same five minutes that are gone have one name, and one place in quarantine.
    const gone = [...new Set(files.filter(({ faults }) => faults.includes('notified-of-gone')).map((file) => `object ${nameOf(file).replace(/_\w{16}\./, '_GoneGoneGoneGone.')}: the object is not there any more`))];
    expect(gone.length).toBeGreaterThan(0);
    expect(await held(house)).toEqual([...expectedHeld(files), ...gone].sort());
    await expectWhole(house, { from: begin, to: new Date(house.clock().getTime() - (lateMinutes + 6) * minuteMs), unreadable: files.filter(isUnreadable) });
    expect(house.queue.messages).toEqual([]);
  });
});
