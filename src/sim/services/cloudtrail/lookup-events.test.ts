import { CloudTrailClient, LookupEventsCommand, type Event, type LookupAttributeKey, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestSim, type TestCredentials, type TestSim } from '../../open-test-sim.ts';

const startedAt = new Date('2026-11-18T15:00:00Z');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let test: TestSim;
let credentials: TestCredentials;
beforeAll(async () => {
  test = await openTestSim({ startedAt, plan: [{ storyId: 'trail-tampering', startsAt: new Date(startedAt.getTime() - 20 * dayMs) }] });
  credentials = await test.administrator();
});
afterAll(() => test.close());

const since = (ms: number) => new Date(startedAt.getTime() - ms);

async function lookup(input: Partial<LookupEventsCommandInput>) {
  test.advance(500);
  return test.client(CloudTrailClient, credentials).send(new LookupEventsCommand(input));
}

async function all(input: Partial<LookupEventsCommandInput>): Promise<{ events: Event[]; sizes: number[] }> {
  const events: Event[] = [];
  const sizes: number[] = [];
  for (let NextToken: string | undefined, isFirst = true; isFirst || NextToken !== undefined; isFirst = false) {
    const page = await lookup({ ...input, NextToken });
    events.push(...(page.Events ?? []));
    sizes.push(page.Events?.length ?? 0);
    NextToken = page.NextToken;
  }
  return { events, sizes };
}

describe('LookupEvents', () => {
  it('gives what there is in pages of fifty, newest first and each once', async () => {
    const window = { StartTime: since(3 * hourMs), EndTime: since(hourMs) };
    const { events, sizes } = await all(window);
    const expected = [...test.world.activity.lookup({ accountId: test.member().id, region: 'us-east-1' }, { from: window.StartTime, to: window.EndTime })];
    expect(events.map(({ EventId }) => EventId)).toEqual(expected.map(({ eventID }) => eventID));
    expect(sizes.slice(0, -1).every((size) => size === 50)).toBe(true);
    expect(sizes.length).toBeGreaterThan(3);
    const times = events.map(({ EventTime }) => EventTime?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(new Set(events.map(({ EventId }) => EventId)).size).toBe(events.length);
  });

  it.each<[LookupAttributeKey, (event: Event) => string | undefined]>([
    ['EventName', ({ EventName }) => EventName],
    ['EventSource', ({ EventSource }) => EventSource],
    ['Username', ({ Username }) => Username],
    ['ReadOnly', ({ ReadOnly }) => ReadOnly],
    ['EventId', ({ EventId }) => EventId],
  ])('filters by %s', async (AttributeKey, valueOf) => {
    const { events } = await all({ StartTime: since(hourMs), EndTime: startedAt });
    const AttributeValue = valueOf(events.at(-1) ?? {}) ?? '';
    const filtered = await all({ StartTime: since(hourMs), EndTime: startedAt, LookupAttributes: [{ AttributeKey, AttributeValue }] });
    expect(filtered.events.map(({ EventId }) => EventId)).toEqual(events.filter((event) => valueOf(event) === AttributeValue).map(({ EventId }) => EventId));
    expect(filtered.events.length).toBeGreaterThan(0);
  });

  it('finds what is rare weeks back, over pages with little on them', { timeout: 60_000 }, async () => {
    const { events, sizes } = await all({ StartTime: since(25 * dayMs), LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'StopLogging' }] });
    expect(events.map(({ EventId }) => EventId)).toEqual([test.world.truth[0]?.firstCauseEventId]);
    expect(sizes.length).toBeGreaterThan(1);
  });

  it('keeps ninety days', async () => {
    expect((await lookup({ StartTime: since(99 * dayMs), EndTime: since(92 * dayMs) })).Events).toEqual([]);
    expect((await lookup({ StartTime: since(99 * dayMs), EndTime: since(89 * dayMs) })).Events).toHaveLength(50);
  });

  it.each<[string, Partial<LookupEventsCommandInput>, string]>([
    ['more than fifty', { MaxResults: 51 }, 'InvalidMaxResultsException'],
    ['a time that ends before it begins', { StartTime: since(0), EndTime: since(hourMs) }, 'InvalidTimeRangeException'],
    ['a token that nobody gave out', { NextToken: 'made-up' }, 'InvalidNextTokenException'],
    ['two attributes', { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'a' }, { AttributeKey: 'Username', AttributeValue: 'b' }] }, 'InvalidLookupAttributesException'],
  ])('refuses %s', async (_name, input, name) => {
    await expect(lookup(input)).rejects.toMatchObject({ name });
  });

  it('tells of an event only once CloudTrail has delivered it', async () => {
    await test.administrator();
    const at = test.world.clock();
    const find = async () => (await lookup({ StartTime: new Date(at.getTime() - 1_000), LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'AssumeRole' }, ] })).Events?.some(({ Username }) => Username === 'administrator');
    expect(await find()).toBe(false);
    test.advance(16_000);
    expect(await find()).toBe(true);
  });
});
