import { createClient } from 'redis';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { LiveEvent } from '../../core/live-event.ts';
import { collectLog } from '../../testing/collect-log.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { startProxy } from '../../testing/start-proxy.ts';
import { testRedisUrl } from '../../testing/test-redis-url.ts';
import type { Log } from '../telemetry/create-log.ts';
import { openLiveEvents } from './open-live-events.ts';

const soon = { timeout: 10_000, interval: 50 };

function saying(message: string): LiveEvent {
  return { type: 'log', agentId: 'agent-1', line: { id: 7, executionId: 'run-1', at: '2026-03-04T05:06:07.000Z', level: 'info', message, fields: {} } };
}

async function openServer({ log = quietLog, redisUrl = testRedisUrl }: { log?: Log; redisUrl?: string } = {}) {
  const live = await openLiveEvents({ redisUrl, log });
  onTestFinished(() => live.close());
  const heard: string[] = [];
  live.subscribe((event) => event.type === 'log' && heard.push(event.line.message));
  await vi.waitFor(() => live.ping(), soon);
  return { live, heard };
}

async function redisItself() {
  const client = createClient({ url: testRedisUrl });
  await client.connect();
  onTestFinished(() => client.destroy());
  return client;
}

it('tells every server what one of them published, each once and in order', async () => {
  const [first, second, third] = [await openServer(), await openServer(), await openServer()];
  for (const message of ['one', 'two', 'three']) first.live.publish(saying(message));
  second.live.publish(saying('four'));
  for (const { heard } of [first, second, third]) await vi.waitFor(() => expect(heard.toSorted()).toEqual(['four', 'one', 'three', 'two']), soon);
  expect(third.heard.filter((message) => message !== 'four')).toEqual(['one', 'two', 'three']);
});

it('passes over what is not an event', async () => {
  const { heard } = await openServer();
  const other = await openServer();
  const client = await redisItself();
  for (const text of ['not JSON', '{}', '{"from":"x","event":{"type":"unheard-of"}}']) await client.publish('watchkeeper:live', text);
  other.live.publish(saying('still here'));
  await vi.waitFor(() => expect(heard).toEqual(['still here']), soon);
});

it('goes on by itself when Redis is lost and found, and says so once each way', async () => {
  const { log, messages } = collectLog();
  const proxy = await startProxy(testRedisUrl);
  const first = await openServer({ log, redisUrl: proxy.url });
  const second = await openServer();
  proxy.lose();
  await vi.waitFor(() => expect(messages).toEqual([expect.stringContaining('is away')]), soon);
  first.live.publish(saying('heard here in any case'));
  expect(first.heard).toEqual(['heard here in any case']);
  await expect(first.live.ping()).rejects.toMatchObject({ code: 'server-unreachable' });

  proxy.restore();
  await vi.waitFor(() => first.live.ping(), soon);
  second.live.publish(saying('back'));
  await vi.waitFor(() => expect(first.heard).toContain('back'), soon);
  first.live.publish(saying('here too'));
  await vi.waitFor(() => expect(second.heard).toEqual(['back', 'here too']), soon);
  expect(messages).toEqual([expect.stringContaining('is away'), expect.stringContaining('is back')]);
});
