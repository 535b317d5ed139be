import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { systemClock, type Clock } from '../../core/clock.ts';
import { describeOnBothStores } from '../../testing/open-test-store.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import type { Store } from '../store/store.ts';
import { openQueue } from './open-queue.ts';
import type { Queue, WorkKind } from './queue.ts';
import { queueTurns } from './tables.ts';
import { takeTurn } from './take-turn.ts';

const greet = { name: 'greet', data: z.object({ who: z.string() }), retry: { limit: 2, delaySeconds: 1, backoff: false } } as const satisfies WorkKind;
const turn = { name: 'turn', data: z.object({ key: z.string().default('a') }), oneAtATimePerKey: true } as const satisfies WorkKind;
const soon = { timeout: 15_000, interval: 50 };

describeOnBothStores('the queue', (open) => {
  const queues: Queue[] = [];
  afterEach(async () => {
    await Promise.all(queues.splice(0).map((queue) => queue.close({ graceMs: 0 })));
  });
  async function start(store?: Store, clock: Clock = systemClock): Promise<Queue> {
    const queue = await openQueue({ store: store ?? (await open()), log: quietLog, clock });
    queues.push(queue);
    await queue.define(greet);
    await queue.define(turn);
    return queue;
  }

  it('hands a job to a worker with its data', async () => {
    const queue = await start();
    const seen: string[] = [];
    await queue.work(greet, { concurrency: 1 }, async (job) => void seen.push(job.data.who));
    await queue.send(greet, { who: 'Ada' });
    await vi.waitFor(() => expect(seen).toEqual(['Ada']), soon);
  });

  it('tries a failing job again, then lays it with the dead, with the reason, and revives it', async () => {
    const queue = await start();
    const attempts: number[] = [];
    let isBroken = true;
    await queue.work(greet, { concurrency: 1 }, async (job) => {
      attempts.push(job.attempt);
      if (isBroken) throw new Error('the door is shut');
    });
    await queue.send(greet, { who: 'Ada' });
    await vi.waitFor(async () => expect(await queue.dead(greet)).toHaveLength(1), soon);
    expect(attempts).toEqual([1, 2, 3]);
    const [dead] = await queue.dead(greet);
    expect(dead).toMatchObject({ kind: 'greet', data: { who: 'Ada' }, reason: 'the door is shut' });
    expect(await queue.depth(greet)).toEqual({ waiting: 0, active: 0, dead: 1 });

    isBroken = false;
    await queue.revive(greet, dead?.id ?? '');
    await vi.waitFor(() => expect(attempts).toHaveLength(4), soon);
    expect(await queue.dead(greet)).toEqual([]);
  });

  it('runs one job per key at a time, with at most one more waiting', async () => {
    const queue = await start();
    let active = 0;
    let most = 0;
    let done = 0;
    await queue.work(turn, { concurrency: 4 }, async () => {
      active += 1;
      most = Math.max(most, active);
      await sleep(300);
      active -= 1;
      done += 1;
    });
    const sent = [];
    for (let i = 0; i < 6; i += 1) {
      sent.push(await queue.send(turn, {}, { key: 'a' }));
      await sleep(400);
    }
    await vi.waitFor(async () => expect(await queue.depth(turn)).toMatchObject({ waiting: 0, active: 0 }), soon);
    expect(most).toBe(1);
    expect(done).toBe(sent.filter((id) => id !== null).length);
    expect(done).toBeGreaterThan(1);
  });

  it('stops a running job that is cancelled', async () => {
    const queue = await start();
    const ends: string[] = [];
    await queue.work(turn, { concurrency: 1 }, async (job) => {
      await sleep(30_000, undefined, { signal: job.signal }).catch(() => undefined);
      ends.push(job.signal.aborted ? 'stopped' : 'finished');
    });
    await queue.send(turn, {}, { key: 'a' });
    await vi.waitFor(async () => expect(await queue.depth(turn)).toMatchObject({ active: 1 }), soon);
    await queue.cancelKey(turn, 'a');
    await vi.waitFor(() => expect(ends).toEqual(['stopped']), soon);
  });

  it('repeats what is scheduled, keeps the schedule over a restart, and ends it', async () => {
    const store = await open();
    let queue = await start(store);
    let runs = 0;
    const count = async () => void (runs += 1);
    await queue.schedule('hello', greet, { every: '1s', data: { who: 'Ada' } });
    await queue.work(greet, { concurrency: 1 }, count);
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), soon);
    await queue.close({ graceMs: 500 });
    queues.splice(0);

    runs = 0;
    queue = await start(store);
    await queue.work(greet, { concurrency: 1 }, count);
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), soon);
    expect(await queue.nextRunAt('hello')).toBeInstanceOf(Date);
    await queue.unschedule('hello');
    expect(await queue.nextRunAt('hello')).toBeUndefined();
  });

  it('lets a busy key hold up only itself', async () => {
    const queue = await start();
    const begun: string[] = [];
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await queue.work(turn, { concurrency: 2 }, async (job) => {
      begun.push(job.data.key);
      if (job.data.key === 'busy') await held;
    });
    await queue.send(turn, { key: 'busy' }, { key: 'busy' });
    await vi.waitFor(() => expect(begun).toEqual(['busy']), soon);
    await queue.send(turn, { key: 'busy' }, { key: 'busy' });
    await queue.send(turn, { key: 'free' }, { key: 'free' });
    await vi.waitFor(() => expect(begun).toEqual(['busy', 'free']), soon);
    letGo();
    await vi.waitFor(() => expect(begun).toEqual(['busy', 'free', 'busy']), soon);
  });

  it('lets nothing of a key begin before what was cancelled has wound down', async () => {
    const queue = await start();
    const events: string[] = [];
    await queue.work(turn, { concurrency: 2 }, async (job) => {
      events.push(`${job.data.key} begins`);
      if (job.data.key === 'second') return;
      await sleep(30_000, undefined, { signal: job.signal }).catch(() => undefined);
      await sleep(2_000);
      events.push('first has wound down');
    });
    await queue.send(turn, { key: 'first' }, { key: 'a' });
    await vi.waitFor(() => expect(events).toEqual(['first begins']), soon);
    await queue.cancelKey(turn, 'a');
    expect(await queue.send(turn, { key: 'second' }, { key: 'a' })).not.toBeNull();
    await vi.waitFor(() => expect(events).toContain('second begins'), soon);
    expect(events).toEqual(['first begins', 'first has wound down', 'second begins']);
  });

  it('cancels what waits without running it', async () => {
    const queue = await start();
    const id = await queue.send(greet, { who: 'Ada' }, { startAfterMs: 1_500 });
    const other = await queue.send(greet, { who: 'Bob' }, { startAfterMs: 1_500 });
    await queue.cancel(greet, id ?? '');
    const seen: string[] = [];
    await queue.work(greet, { concurrency: 2 }, async (job) => void seen.push(job.id));
    await vi.waitFor(() => expect(seen).toEqual([other]), soon);
  });

  it('runs again what was in the middle when the process was shut down', async () => {
    const store = await open();
    const first = await start(store);
    const begun: number[] = [];
    await first.work(greet, { concurrency: 1 }, async (job) => {
      begun.push(job.attempt);
      await sleep(30_000, undefined, { signal: job.signal }).catch(() => undefined);
    });
    await first.send(greet, { who: 'Ada' });
    await vi.waitFor(() => expect(begun).toEqual([1]), soon);
    await first.close({ graceMs: 100 });

    const second = await start(store);
    await second.work(greet, { concurrency: 1 }, async (job) => void begun.push(job.attempt));
    await vi.waitFor(() => expect(begun).toEqual([1, 2]), soon);
    await vi.waitFor(async () => expect(await second.depth(greet)).toEqual({ waiting: 0, active: 0, dead: 0 }), soon);
  });

  it('lets a job finish that needs no longer than the grace of a shutdown', async () => {
    const queue = await start();
    const ends: boolean[] = [];
    await queue.work(greet, { concurrency: 1 }, async (job) => {
      await sleep(1_000);
      ends.push(job.signal.aborted);
    });
    await queue.send(greet, { who: 'Ada' });
    await vi.waitFor(async () => expect(await queue.depth(greet)).toMatchObject({ active: 1 }), soon);
    await queue.close({ graceMs: 10_000 });
    expect(ends).toEqual([false]);
  });

  it('sends what is due once, however many processes look and however many times were missed', async () => {
    const store = await open();
    const now = new Date('2026-03-04T09:00:00Z');
    const clock = () => now;
    const first = await start(store, clock);
    await first.schedule('hourly', greet, { every: '1h', data: { who: 'Ada' }, firstRunAt: new Date('2026-03-01T10:15:00Z') });
    await first.schedule('monthly', greet, { every: '0 3 1 * *', data: { who: 'Bob' } });
    // A second one on an embedded store would be a second process, which its lock forbids.
    if (store.kind === 'server') await Promise.all([start(store, clock), start(store, clock)]);
    await vi.waitFor(async () => expect(await first.nextRunAt('hourly')).toEqual(new Date('2026-03-04T09:15:00Z')), soon);
    expect(await first.nextRunAt('monthly')).toEqual(new Date('2026-04-01T03:00:00Z'));
    await sleep(1_200);
    expect(await first.depth(greet)).toMatchObject({ waiting: 1 });
  });

  it('keeps the time of a schedule that is stated again, and takes a new one when its interval changes', async () => {
    const now = new Date('2026-03-04T09:00:00Z');
    const queue = await start(undefined, () => now);
    const firstRunAt = new Date('2026-03-20T00:00:00Z');
    await queue.schedule('sweep', greet, { every: '30d', data: { who: 'Ada' }, firstRunAt });
    await queue.schedule('sweep', greet, { every: '30d', data: { who: 'Bob' } });
    expect(await queue.nextRunAt('sweep')).toEqual(firstRunAt);
    await queue.schedule('sweep', greet, { every: '0 3 1 * *', data: { who: 'Bob' } });
    expect(await queue.nextRunAt('sweep')).toEqual(new Date('2026-04-01T03:00:00Z'));
  });

  it('sends the other schedules when one of them has no queue any more', async () => {
    const store = await open();
    const queue = await start(store);
    const gone: WorkKind = { name: 'gone', data: z.object({}) };
    await queue.schedule('a', gone, { every: '1s', data: {}, firstRunAt: new Date(0) });
    await queue.schedule('b', greet, { every: '1h', data: { who: 'Ada' } });
    await vi.waitFor(async () => expect(await queue.depth(greet)).toMatchObject({ waiting: 1 }), soon);
    expect(await queue.nextRunAt('a'), 'it is still due').toEqual(new Date(0));
  });

  it('refuses data that does not fit its kind, when it is sent and when it is taken', async () => {
    const store = await open();
    const queue = await start(store);
    const careless: WorkKind = { ...greet, data: z.object({ who: z.unknown() }) };
    const strict: WorkKind = greet;
    await expect(queue.send(strict, { who: 7 })).rejects.toThrow('expected string');
    await queue.send(careless, { who: 7 });
    const seen: string[] = [];
    await queue.work(greet, { concurrency: 1 }, async (job) => void seen.push(job.data.who));
    await vi.waitFor(async () => expect(await queue.dead(greet)).toHaveLength(1), soon);
    expect(seen).toEqual([]);
    expect((await queue.dead(greet))[0]?.reason).toContain('does not fit');
  });

  it('takes a turn over from an attempt that has ended, and from no other', async () => {
    const store = await open();
    const queue = await start(store);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await queue.work(turn, { concurrency: 1 }, () => held);
    const id = (await queue.send(turn, { key: 'a' }, { key: 'a' })) ?? '';
    await vi.waitFor(async () => expect((await store.db.select().from(queueTurns)).map(({ jobId }) => jobId)).toEqual([id]), soon);

    const other = { kind: turn.name, key: 'a', jobId: randomUUID(), attempt: 0 };
    await expect(takeTurn(store, other, AbortSignal.timeout(1_000))).rejects.toThrow('aborted');
    await store.execute("update pgboss.job set state = 'retry' where id = $1", [id]);
    const endTurn = await takeTurn(store, other, AbortSignal.timeout(5_000));
    expect(await store.db.select().from(queueTurns)).toEqual([other]);
    await endTurn();
    expect(await store.db.select().from(queueTurns)).toEqual([]);
    letGo();
  });

  it('says that it is well, and does not when its tables are gone', async () => {
    const store = await open();
    const queue = await start(store);
    await queue.ping();
    await store.execute('alter schema pgboss rename to elsewhere');
    await expect(queue.ping()).rejects.toThrow('pgboss');
    await store.execute('alter schema elsewhere rename to pgboss');
  });

  it('refuses a schedule that it cannot read', async () => {
    const queue = await start();
    await expect(queue.schedule('x', greet, { every: 'now and then', data: { who: 'Ada' } })).rejects.toThrow('neither a duration nor a cron line');
  });
});
