import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import type { LiveEvent } from '../../core/live-event.ts';
import { collectLog } from '../../testing/collect-log.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { openLiveEvents } from './open-live-events.ts';

const event: LiveEvent = {
  type: 'log',
  agentId: 'agent-1',
  line: { id: 7, executionId: 'run-1', at: '2026-03-04T05:06:07.000Z', level: 'info', message: 'Looked at 3 accounts', fields: {} },
};

it('tells every listener, in order, until it ends its subscription', async () => {
  const live = await openLiveEvents({ log: quietLog });
  const heard: string[] = [];
  const end = live.subscribe(() => heard.push('first'));
  live.subscribe(() => heard.push('second'));
  live.publish(event);
  end();
  live.publish(event);
  expect(heard).toEqual(['first', 'second', 'second']);
  await live.ping();
  await live.close();
  live.publish(event);
  expect(heard).toHaveLength(3);
});

it('counts two subscriptions of one function as two', async () => {
  const live = await openLiveEvents({ log: quietLog });
  const listener = vi.fn<(event: LiveEvent) => void>();
  const end = live.subscribe(listener);
  live.subscribe(listener);
  end();
  live.publish(event);
  expect(listener.mock.calls).toEqual([[event]]);
});

it('tells the others when one listener fails, and logs it', async () => {
  const { log, messages } = collectLog();
  const live = await openLiveEvents({ log });
  const heard: LiveEvent[] = [];
  live.subscribe(() => {
    throw new Error('deaf');
  });
  live.subscribe((told) => heard.push(told));
  live.publish(event);
  expect(heard).toEqual([event]);
  await vi.waitFor(() => expect(messages).toEqual(['A listener of live events failed']));
});

it('works within this server when Redis is away, says so once without the password, and closes in peace', async () => {
  const { log, messages } = collectLog();
  const live = await openLiveEvents({ redisUrl: 'redis://:s3cret-word@127.0.0.1:1', log });
  const heard: LiveEvent[] = [];
  live.subscribe((told) => heard.push(told));
  live.publish(event);
  expect(heard).toEqual([event]);
  await vi.waitFor(() => expect(messages).toEqual(['Redis at 127.0.0.1:1 is away: live events reach this server only']));
  await sleep(700);
  expect(messages).toHaveLength(1);
  await expect(live.ping()).rejects.toMatchObject({ code: 'server-unreachable', message: expect.not.stringContaining('s3cret-word') });
  await live.close();
});

it.each(['', 'localhost', 'http://localhost'])('refuses "%s" as the address of a Redis', async (redisUrl) => {
  await expect(openLiveEvents({ redisUrl, log: quietLog })).rejects.toMatchObject({ code: 'bad-config' });
});
