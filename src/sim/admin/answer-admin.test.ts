import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestSim, type TestSim } from '../open-test-sim.ts';

let test: TestSim;
beforeAll(async () => {
  const startedAt = new Date();
  test = await openTestSim({ startedAt, plan: [{ storyId: 'trail-tampering', startsAt: new Date(startedAt.getTime() - 3_600_000) }] });
});
afterAll(() => test.close());

const truthSchema = z.object({ storyId: z.string(), accountId: z.string(), startsAt: z.string(), endsAt: z.string(), region: z.string(), firstCauseEventId: z.string() });
const ask = (path: string, init: RequestInit = {}) => fetch(`${test.sim.url}/_sim/${path}`, init);
const get = async <T>(path: string, schema: z.ZodType<T>) => schema.parse(await (await ask(path)).json());
const tell = (body: unknown) => ask('stories', { method: 'POST', body: JSON.stringify(body) });
const truths = async () => (await get('truth', z.object({ stories: z.array(truthSchema) }))).stories;

it('tells the ground truth as the world knows it', async () => {
  expect(await truths()).toEqual(test.world.truth.map((story) => truthSchema.parse(story)));
  expect(await truths()).toHaveLength(1);
});

it('says that it is simulated, what there is and who may ask', async () => {
  expect(await get('health', z.looseObject({}))).toEqual({ status: 'ok', isSimulated: true, seed: 7 });
  expect((await get('world', z.object({ accounts: z.array(z.object({ id: z.string() })) }))).accounts.map(({ id }) => id)).toEqual([...test.world.accounts.keys()]);
  expect(await get('credentials', z.looseObject({}))).toEqual({ watcher: test.world.watcher, administrator: test.world.administrator });
});

it('tells a story when it is asked to, at once and at the pace that was asked for', async () => {
  const answer = await tell({ storyId: 'leaked-key', withinMs: 10_000 });
  expect(answer.status).toBe(201);
  const story = truthSchema.parse(await answer.json());
  expect(await truths()).toContainEqual(story);
  expect(Date.parse(story.endsAt) - Date.parse(story.startsAt)).toBeLessThanOrEqual(11_000);
  test.advance(40_000);
  const credentials = await test.administrator(test.world.accounts.get(story.accountId));
  const found = await test.client(CloudTrailClient, credentials, story.region).send(new LookupEventsCommand({ StartTime: new Date(story.startsAt), LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: story.firstCauseEventId }] }));
  expect(found.Events).toHaveLength(1);
});

it('takes no story that there is not, and no account that there is not', async () => {
  const known = (await truths()).length;
  for (const order of [{ storyId: 'no-such-story' }, { storyId: 'leaked-key', accountId: '000000000000' }, { story: 'leaked-key' }, 'leaked-key']) expect((await tell(order)).status).toBe(400);
  expect(await truths()).toHaveLength(known);
});

it('gives costs, metrics and logs of a time', async () => {
  const window = `from=${new Date(Date.now() - 2 * 86_400_000).toISOString()}&to=${new Date().toISOString()}`;
  expect((await get(`costs?${window}`, z.object({ costs: z.array(z.object({ usd: z.number().positive() })) }))).costs.length).toBeGreaterThan(50);
  const instance = test.member().regions.get('us-east-1')?.instances.find(({ State }) => State?.Name === 'running');
  expect((await get(`metrics?resource=${instance?.InstanceId}&metric=NetworkIn`, z.object({ points: z.array(z.object({ value: z.number() })) }))).points.length).toBeGreaterThan(0);
  expect((await get('logs?group=/production/checkout', z.object({ lines: z.array(z.object({ message: z.string() })) }))).lines.length).toBeGreaterThan(0);
});

it('plants what goes wrong with log files, and takes it back', async () => {
  const send = (method: string, path: string, body?: unknown) => fetch(`${test.sim.url}/_sim/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const planted = z.object({ ids: z.array(z.string()) }).parse(await (await send('POST', 'delivery-faults', [{ fault: { kind: 'late-file', minutes: 60 }, share: 0.1 }, { fault: { kind: 'truncated-file' } }])).json());
  expect(planted.ids).toHaveLength(2);
  expect((await send('POST', 'delivery-faults', { fault: { kind: 'late-file', minutes: 7 } })).status).toBe(400);
  expect((await send('DELETE', `delivery-faults/${planted.ids[0]}`)).status).toBe(200);
  expect((await get('delivery-faults', z.object({ faults: z.array(z.looseObject({ id: z.string() })) }))).faults.map(({ id }) => id)).toEqual([planted.ids[1]]);
  await send('DELETE', 'delivery-faults');
  expect(test.world.trailFiles.faults.list()).toEqual([]);
});

it('has nothing else', async () => {
  expect((await ask('nothing')).status).toBe(404);
});
