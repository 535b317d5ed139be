import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account } from '../../core/account.ts';
import { account } from '../../testing/builders.ts';
import { loadStories } from '../../sim/load-stories.ts';
import { startSim, type Sim } from '../../sim/start-sim.ts';
import { createWorld } from '../../sim/world/create-world.ts';
import type { World } from '../../sim/world/world.ts';
import { configSchema, type Config } from '../config/config-schema.ts';
import type { AwsDoor } from './door.ts';
import { openAwsDoor, type AwsDoorOptions } from './open-aws-door.ts';

let world: World;
let sim: Sim;
let door: AwsDoor | undefined;

beforeEach(async () => {
  const readerActions = ['cloudtrail:LookupEvents', 'cloudtrail:DescribeTrails', 'ec2:DescribeInstances', 's3:ListAllMyBuckets'];
  world = createWorld({ seed: 3, accounts: 1, startedAt: new Date(), clock: () => new Date(), readerActions, stories: await loadStories(), plan: [] });
  sim = await startSim({ world });
});
afterEach(async () => {
  await door?.close();
  await sim.close();
});

type Settings = { retry?: Partial<Config['aws']['retry']>; breaker?: Partial<Config['aws']['breaker']> } & Partial<Omit<Config['aws'], 'retry' | 'breaker'>>;

function open(settings: Settings = {}, options: Partial<AwsDoorOptions> = {}): AwsDoor {
  const { retry, breaker, ...rest } = settings;
  const config = configSchema.parse({ aws: { endpoint: sim.url, ...rest, retry: { baseDelay: '5ms', maxDelay: '20ms', ...retry }, breaker: { ...breaker } } }).aws;
  const { accessKeyId, secretAccessKey } = world.watcher;
  door = openAwsDoor({ config, baseCredentials: async () => ({ accessKeyId, secretAccessKey }), ...options });
  return door;
}

function member(facts: Partial<Account> = {}): Account {
  const [, one] = [...world.accounts.values()];
  const accountId = one?.id ?? '';
  const credential = { kind: 'role' as const, roleArn: `arn:aws:iam::${accountId}:role/${world.watcher.roleName}`, externalId: world.watcher.externalId };
  return account({ accountId, credential, ...facts });
}

const use = { actions: ['cloudtrail:DescribeTrails', 'cloudtrail:LookupEvents', 'ec2:DescribeInstances', 'iam:ListUsers'], caller: 'test' };
const trails = (of: AwsDoor, facts?: Partial<Account>) => of.for(member(facts), 'us-east-1', use);
const callsOf = (operation: string) => sim.calls().filter((line) => line.operation === operation);

describe('a call', () => {
  it('goes out with the role of its account, taken on once for many at a time', async () => {
    const session = trails(open());
    const answers = await Promise.all(Array.from({ length: 5 }, () => session.call('cloudtrail', 'DescribeTrails', {})));
    expect(answers[0]?.trailList?.map(({ Name }) => Name)).toEqual(['audit-trail']);
    expect(callsOf('AssumeRole')).toHaveLength(1);
    expect(callsOf('DescribeTrails')[0]?.caller).toContain(':assumed-role/WatchkeeperRead/');
  });

  it('is refused before it is sent when it was not declared', async () => {
    await expect(trails(open()).call('s3', 'ListBuckets', {})).rejects.toMatchObject({ code: 'undeclared-call', message: expect.stringContaining('s3:ListAllMyBuckets') });
    expect(sim.calls()).toEqual([]);
  });

  it('is tried again after throttling, server errors, resets and half an answer', async () => {
    for (const fault of [{ kind: 'throttle' as const }, { kind: 'server-error' as const, status: 503 }, { kind: 'connection-reset' as const }, { kind: 'truncated-body' as const }]) {
      sim.faults.add({ match: { operation: 'DescribeTrails' }, fault, times: 1 });
    }
    const of = open({ retry: { maxAttempts: 6 }, breaker: { failureThreshold: 50 } });
    expect((await trails(of).call('cloudtrail', 'DescribeTrails', {})).trailList).toHaveLength(1);
    expect(of.ledger().find(({ operation }) => operation === 'DescribeTrails')).toMatchObject({ calls: 1, failures: 0, caller: 'test' });
  });

  it('is tried so often and no more', async () => {
    sim.faults.add({ match: { operation: 'DescribeTrails' }, fault: { kind: 'server-error', status: 500 } });
    const session = trails(open({ retry: { maxAttempts: 3 } }));
    expect(await session.orGap(() => session.call('cloudtrail', 'DescribeTrails', {}))).toMatchObject({ ok: false, gap: { reason: 'service-error' } });
    expect(callsOf('DescribeTrails')).toHaveLength(3);
  });

  it('is tried again on an error that the settings name', async () => {
    sim.faults.add({ match: { operation: 'DescribeTrails' }, fault: { kind: 'access-denied' }, times: 1 });
    const session = trails(open({ retry: { retryableErrors: ['AccessDeniedException'] } }));
    expect((await session.call('cloudtrail', 'DescribeTrails', {})).trailList).toHaveLength(1);
  });

  it('gets new credentials when AWS calls the old ones expired', async () => {
    const session = trails(open());
    await session.call('cloudtrail', 'DescribeTrails', {});
    sim.faults.add({ match: { operation: 'DescribeTrails' }, fault: { kind: 'expired-token' }, times: 1 });
    await session.call('cloudtrail', 'DescribeTrails', {});
    expect(callsOf('AssumeRole')).toHaveLength(2);
  });

  it('gives up when it is told to, in the middle of an answer or of a wait', async () => {
    sim.faults.add({ match: { operation: 'DescribeTrails' }, fault: { kind: 'slow', delayMs: 60_000 }, times: 1 });
    const controller = new AbortController();
    const session = open().for(member(), 'us-east-1', { ...use, signal: controller.signal });
    const looking = session.orGap(() => session.call('cloudtrail', 'DescribeTrails', {}));
    await vi.waitFor(() => expect(callsOf('AssumeRole')).toHaveLength(1));
    controller.abort();
    expect(await looking).toMatchObject({ ok: false, gap: { reason: 'cancelled' } });

    sim.faults.add({ match: { operation: 'DescribeTrails' }, fault: { kind: 'throttle' } });
    const again = new AbortController();
    const patient = open({ retry: { baseDelay: '60s', maxDelay: '60s', jitter: 'none' } }).for(member(), 'us-east-1', { ...use, signal: again.signal });
    const waiting = patient.orGap(() => patient.call('cloudtrail', 'DescribeTrails', {}));
    await vi.waitFor(() => expect(callsOf('DescribeTrails').length).toBeGreaterThan(0), { timeout: 5_000 });
    again.abort();
    expect(await waiting).toMatchObject({ ok: false, gap: { reason: 'cancelled' } });
  });

  it('gives up on an answer that does not come', async () => {
    sim.faults.add({ match: { operation: 'DescribeTrails' }, fault: { kind: 'timeout' } });
    const session = trails(open({ timeout: '200ms', retry: { maxAttempts: 2 } }));
    expect(await session.orGap(() => session.call('cloudtrail', 'DescribeTrails', {}))).toMatchObject({ ok: false, gap: { reason: 'unreachable' } });
  });
});

describe('a place that cannot be looked at', () => {
  it('names the action that is missing', async () => {
    const session = trails(open());
    expect(await session.orGap(() => session.call('iam', 'ListUsers', {}))).toMatchObject({
      ok: false,
      gap: { reason: 'access-denied', action: 'iam:ListUsers', because: expect.stringContaining('iam:ListUsers is not allowed') },
    });
  });

  it.each([
    ['a role that does not trust us', { roleArn: 'arn:aws:iam::123456789012:role/Nobody' }, 'access-denied'],
    ['a wrong external id', { externalId: 'wrong' }, 'access-denied'],
  ])('is told from %s', async (_name, change, reason) => {
    const { credential } = member();
    const session = trails(open(), { credential: credential.kind === 'role' ? { ...credential, ...change } : credential });
    expect(await session.orGap(() => session.call('cloudtrail', 'DescribeTrails', {}))).toMatchObject({ ok: false, gap: { reason, service: 'sts', operation: 'AssumeRole' } });
  });

  it('is told from keys that are wrong', async () => {
    const session = trails(open({}, { baseCredentials: async () => ({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }) }));
    expect(await session.orGap(() => session.call('cloudtrail', 'DescribeTrails', {}))).toMatchObject({ ok: false, gap: { reason: 'credentials' } });
  });

  it('is told from a region that is not enabled', async () => {
    const session = open().for(member(), 'me-south-1', use);
    expect(await session.orGap(() => session.call('ec2', 'DescribeInstances', {}))).toMatchObject({ ok: false, gap: { reason: 'region-disabled' } });
  });

  it('is told from an endpoint that is not there', async () => {
    const session = trails(open({ endpoint: 'http://127.0.0.1:9', retry: { maxAttempts: 2 } }));
    expect(await session.orGap(() => session.call('cloudtrail', 'DescribeTrails', {}))).toMatchObject({ ok: false, gap: { reason: 'unreachable' } });
  });

  it('is not made of a bug', async () => {
    const session = trails(open());
    await expect(session.orGap(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
  });
});

describe('the breaker of an account, region and service', () => {
  const failing = { match: { operation: 'DescribeTrails' }, fault: { kind: 'server-error' as const, status: 500 } };

  it('opens after so many failures, skips with a gap, and closes when the service is back', async () => {
    sim.faults.add(failing);
    const of = open({ retry: { maxAttempts: 1 }, breaker: { failureThreshold: 3, recoveryTime: '300ms' } });
    const session = trails(of);
    const look = () => session.orGap(() => session.call('cloudtrail', 'DescribeTrails', {}));
    for (let i = 0; i < 3; i += 1) expect(await look()).toMatchObject({ gap: { reason: 'service-error' } });
    expect(await look()).toMatchObject({ gap: { reason: 'circuit-open' } });
    expect(callsOf('DescribeTrails')).toHaveLength(3);
    expect(of.breakers().find(({ service }) => service === 'cloudtrail')).toMatchObject({ state: 'open' });
    expect(await trails(of).orGap(() => session.call('ec2', 'DescribeInstances', { MaxResults: 5 }))).toMatchObject({ ok: true });

    sim.faults.clear();
    await vi.waitFor(async () => expect(await look()).toMatchObject({ ok: true }), { timeout: 5_000, interval: 50 });
    expect(of.breakers().find(({ service }) => service === 'cloudtrail')).toMatchObject({ state: 'closed' });
  });

  it('waits and tries again with the fallback retry', async () => {
    sim.faults.add({ ...failing, times: 2 });
    const session = trails(open({ retry: { maxAttempts: 10 }, breaker: { failureThreshold: 2, recoveryTime: '100ms', fallback: 'retry' } }));
    expect((await session.call('cloudtrail', 'DescribeTrails', {})).trailList).toHaveLength(1);
  });

  it('tells it once with the fallback alert', async () => {
    sim.faults.add(failing);
    const opened: string[] = [];
    const of = open({ retry: { maxAttempts: 1 }, breaker: { failureThreshold: 2, fallback: 'alert' } }, { onBreakerOpen: ({ service }) => opened.push(service) });
    const session = trails(of);
    for (let i = 0; i < 4; i += 1) await session.orGap(() => session.call('cloudtrail', 'DescribeTrails', {}));
    expect(opened).toEqual(['cloudtrail']);
  });

  it('takes a refusal for no failure of the service', async () => {
    sim.faults.add({ ...failing, fault: { kind: 'access-denied' } });
    const session = trails(open({ breaker: { failureThreshold: 2 } }));
    for (let i = 0; i < 4; i += 1) expect(await session.orGap(() => session.call('cloudtrail', 'DescribeTrails', {}))).toMatchObject({ gap: { reason: 'access-denied' } });
  });
});

describe('pages', () => {
  it('come one at a time, each within the budget of LookupEvents, which nobody exceeds', async () => {
    const of = open();
    const from = new Date(Date.now() - 3 * 3_600_000);
    const ids: string[] = [];
    let pages = 0;
    for await (const page of trails(of).pages('cloudtrail', 'LookupEvents', { StartTime: from, EndTime: new Date(), MaxResults: 50 })) {
      pages += 1;
      ids.push(...(page.Events ?? []).map(({ EventId }) => EventId ?? ''));
      if (pages === 4) break;
    }
    expect(ids).toHaveLength(200);
    expect(new Set(ids).size).toBe(200);
    expect(callsOf('LookupEvents').filter(({ error }) => error !== null)).toEqual([]);
    expect(of.ledger().find(({ operation }) => operation === 'LookupEvents')).toMatchObject({ calls: 4, retries: 0, usd: 0 });
  });
});
