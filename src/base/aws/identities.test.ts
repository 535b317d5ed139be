import { createServer } from 'node:http';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Account, CredentialSource } from '../../core/account.ts';
import { loadStories } from '../../sim/load-stories.ts';
import { startSim, type Sim } from '../../sim/start-sim.ts';
import { createWorld } from '../../sim/world/create-world.ts';
import type { SimAccount, SimRole, World } from '../../sim/world/world.ts';
import { account } from '../../testing/builders.ts';
import { configSchema } from '../config/config-schema.ts';
import type { AwsDoor, AwsUse, CredentialUse, CredentialUsed } from './door.ts';
import { openAwsDoor, type AwsDoorOptions } from './open-aws-door.ts';

let world: World;
let sim: Sim;
let door: AwsDoor;
let now: Date;
const used: CredentialUsed[] = [];

beforeEach(async () => {
  now = new Date();
  used.splice(0);
  world = createWorld({ seed: 3, accounts: 2, startedAt: now, clock: () => now, readerActions: ['cloudtrail:DescribeTrails', 'cloudtrail:LookupEvents', 'ec2:DescribeInstances', 'iam:ListUsers'], stories: await loadStories(), plan: [] });
  sim = await startSim({ world });
});
afterEach(async () => {
  await door.close();
  await sim.close();
});

function open(options: Partial<AwsDoorOptions> & { aws?: object } = {}): AwsDoor {
  const { aws, ...others } = options;
  const config = configSchema.parse({ aws: { endpoint: sim.url, retry: { baseDelay: '5ms', maxDelay: '20ms' }, ...aws } }).aws;
  const { accessKeyId, secretAccessKey } = world.watcher;
  door = openAwsDoor({ config, baseCredentials: async () => ({ accessKeyId, secretAccessKey }), clock: () => now, onCredentialUse: (use) => used.push(use), ...others });
  return door;
}

function member(index = 0): SimAccount {
  const found = [...world.accounts.values()][index + 1];
  if (!found) throw new RangeError('There is no such member');
  return found;
}

const roleIn = (of: SimAccount, name = world.watcher.roleName) => ({ kind: 'role' as const, roleArn: `arn:aws:iam::${of.id}:role/${name}`, externalId: world.watcher.externalId });
const accountOf = (of: SimAccount, credential: CredentialSource = roleIn(of), facts: Partial<Account> = {}): Account => account({ accountId: of.id, credential, ...facts });
const use: AwsUse = { actions: ['cloudtrail:DescribeTrails'], caller: 'agent-1', name: 'CloudTrail watch', runId: '6a0f7f0e-0000-4000-8000-000000000001' };
const trails = (of: Account, how: AwsUse = use) => door.for(of, 'us-east-1', how).call('cloudtrail', 'DescribeTrails', {});
const callsOf = (operation: string) => sim.calls().filter((line) => line.operation === operation);
const records = (of: SimAccount, name: string) => world.activity.between({ accountId: of.id, region: 'us-east-1' }, { from: new Date(now.getTime() - 60_000), to: new Date(now.getTime() + 60_000) }).filter(({ eventName }) => eventName === name);

/** The session policies that were asked for, as CloudTrail tells them among what else happens. */
function policiesOf(of: SimAccount): string[] {
  return records(of, 'AssumeRole').flatMap(({ requestParameters }) => {
    const { roleSessionName, policy } = z.object({ roleSessionName: z.string().optional(), policy: z.string().optional() }).parse(requestParameters);
    return roleSessionName?.startsWith('watchkeeper-') && policy !== undefined ? [policy] : [];
  });
}

describe('the session of a run', () => {
  it('carries the run in its name and its source identity, so that CloudTrail tells the calls of each run', async () => {
    open();
    await trails(accountOf(member()));
    // Others in the account describe trails as well, at times of their own.
    const record = records(member(), 'DescribeTrails').find(({ userIdentity }) => userIdentity.arn?.includes('/WatchkeeperRead/'));
    expect(record?.userIdentity).toMatchObject({ arn: expect.stringContaining(`:assumed-role/WatchkeeperRead/watchkeeper-${use.runId}`), sessionContext: { sourceIdentity: use.runId } });
  });

  it('may do no more than the run declared, whatever the role may', async () => {
    open();
    const session = door.for(accountOf(member()), 'us-east-1', use);
    await session.call('cloudtrail', 'DescribeTrails', {});
    expect(JSON.parse(policiesOf(member())[0] ?? '')).toEqual({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['cloudtrail:DescribeTrails'], Resource: '*' }] });
  });

  it('is one of several when the run declares more than one policy holds, and each of them works', async () => {
    open();
    const many = Array.from({ length: 90 }, (_, index) => `ec2:DescribeSomethingOrOther${index}`);
    const how = { ...use, actions: [...many, 'cloudtrail:DescribeTrails', 'iam:ListUsers', 'ec2:DescribeInstances'] };
    const session = door.for(accountOf(member()), 'us-east-1', how);
    await session.call('cloudtrail', 'DescribeTrails', {});
    await session.call('iam', 'ListUsers', {});
    await session.call('ec2', 'DescribeInstances', {});
    expect(callsOf('AssumeRole').filter(({ error }) => error === null)).toHaveLength(3);
    const policies = policiesOf(member());
    expect(policies).toHaveLength(3);
    for (const policy of policies) expect(policy.length).toBeLessThanOrEqual(2_048);
  });

  it('is another one for another run, and the same one within a run', async () => {
    open();
    await Promise.all(Array.from({ length: 6 }, () => trails(accountOf(member()))));
    expect(callsOf('AssumeRole')).toHaveLength(1);
    await trails(accountOf(member()), { ...use, runId: '6a0f7f0e-0000-4000-8000-000000000002' });
    expect(callsOf('AssumeRole')).toHaveLength(2);
  });

  it('is renewed before it ends, once however many ask, and used on while it cannot be', async () => {
    open();
    const of = accountOf(member());
    await trails(of);
    now = new Date(now.getTime() + 56 * 60_000);
    await Promise.all(Array.from({ length: 8 }, () => trails(of)));
    expect(callsOf('AssumeRole')).toHaveLength(2);
    now = new Date(now.getTime() + 56 * 60_000);
    sim.faults.add({ match: { operation: 'AssumeRole' }, fault: { kind: 'access-denied' } });
    await expect(trails(of)).resolves.toBeDefined();
    now = new Date(now.getTime() + 5 * 60_000);
    await expect(trails(of)).rejects.toMatchObject({ gap: { reason: 'access-denied', operation: 'AssumeRole' } });
  });

  it('is told with who uses it, for what and from where', async () => {
    open();
    await trails(accountOf(member()), { ...use, address: '192.0.2.7', purpose: 'a test' });
    expect(used).toMatchObject([{ actor: { kind: 'agent', id: 'agent-1', name: 'CloudTrail watch' }, purpose: 'a test', accountId: member().id, address: '192.0.2.7', runId: use.runId, credential: { kind: 'role' } }]);
  });

  it('has no source identity where the trust policy refuses it, which is asked for once an hour and told', async () => {
    open();
    narrowTrust(member().roles.get(world.watcher.roleName));
    const of = accountOf(member());
    await trails(of);
    expect(door.remarks(of)).toEqual([expect.stringContaining('sts:SetSourceIdentity')]);
    await trails(of, { ...use, runId: 'run-2' });
    expect(callsOf('AssumeRole').map(({ error }) => error)).toEqual(['AccessDenied', null, null]);
  });
});

function narrowTrust(role: SimRole | undefined): void {
  if (!role) throw new Error('There is no such role');
  const [statement] = [role.trust.Statement].flat();
  Object.assign(role.trust, { Statement: [{ ...statement, Action: 'sts:AssumeRole' }] });
}

describe('how long it lasts', () => {
  it('is as asked, or the usual hour where the role does not give so much', async () => {
    open();
    const role = member().roles.get(world.watcher.roleName);
    if (!role) throw new Error('There is no such role');
    Object.assign(role, { maxSessionSeconds: 43_200 });
    const of = accountOf(member(), { ...roleIn(member()), sessionSeconds: 7_200 });
    const session = door.for(of, 'us-east-1', use);
    await trails(of);
    expect(Math.round(((await session.expiresAt('cloudtrail:DescribeTrails'))?.getTime() ?? 0) - now.getTime())).toBe(7_200_000);
    Object.assign(role, { maxSessionSeconds: 3_600 });
    const another = { ...use, runId: 'run-3' };
    await trails(of, another);
    expect(Math.round(((await door.for(of, 'us-east-1', another).expiresAt('cloudtrail:DescribeTrails'))?.getTime() ?? 0) - now.getTime())).toBe(3_600_000);
    expect(door.remarks(of)).toEqual([expect.stringContaining('maximum session duration')]);
  });

  it('is an hour at most for a role that another role takes on', async () => {
    open();
    const [first, second] = [member(0), member(1)];
    const hub = first.roles.get(world.watcher.roleName);
    const target = second.roles.get(world.watcher.roleName);
    if (!hub || !target) throw new Error('There are no such roles');
    hub.inlinePolicies.set('on', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'], Resource: target.arn }] });
    Object.assign(target, { maxSessionSeconds: 43_200 });
    Object.assign(target.trust, { Statement: [{ Effect: 'Allow', Principal: { AWS: hub.arn }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }] });
    const { externalId } = world.watcher;
    const of = accountOf(second, { kind: 'role', roleArn: target.arn, chain: [{ roleArn: hub.arn, externalId }], sessionSeconds: 43_200 });
    await trails(of);
    const session = door.for(of, 'us-east-1', use);
    expect(Math.round(((await session.expiresAt('cloudtrail:DescribeTrails'))?.getTime() ?? 0) - now.getTime())).toBe(3_600_000);
    expect(records(second, 'DescribeTrails')[0]?.userIdentity).toMatchObject({ sessionContext: { sourceIdentity: use.runId } });
    expect(door.remarks(of)).toEqual([]);
  });
});

describe('an access key of the vault', () => {
  const key = { kind: 'access_key' as const, credentialId: 'credential-1' };

  it('is opened once per run, by whoever needs it, and leads to roles too', async () => {
    const opened: CredentialUse[] = [];
    open({
      async openAccessKey(credentialId, who) {
        expect(credentialId).toBe('credential-1');
        opened.push(who);
        const { accessKeyId, secretAccessKey } = world.watcher;
        return { accessKeyId, secretAccessKey };
      },
      baseCredentials: () => Promise.reject(new Error('The environment was asked')),
    });
    await trails(accountOf(member(), { ...roleIn(member()), via: key }));
    await trails(accountOf(member(), { ...roleIn(member()), via: key }));
    expect(opened).toMatchObject([{ actor: { id: 'agent-1' }, accountId: member().id, runId: use.runId }]);
  });

  it('is a gap where it cannot be opened, with what the vault says', async () => {
    open();
    await expect(trails(accountOf(member(), key))).rejects.toMatchObject({ gap: { reason: 'credentials', because: expect.stringContaining('vault') } });
  });
});

describe('the credentials of a machine', () => {
  it('come from its instance profile, whatever the environment says', async () => {
    const { accessKeyId, secretAccessKey, externalId } = world.watcher;
    const sts = new STSClient({ region: 'us-east-1', endpoint: sim.url, credentials: { accessKeyId, secretAccessKey } });
    const { Credentials: held } = await sts.send(new AssumeRoleCommand({ RoleArn: roleIn(member()).roleArn, RoleSessionName: 'i-0123456789', ExternalId: externalId }));
    const server = createServer((request, response) => {
      if (request.url === '/latest/api/token') return response.end('token');
      if (request.url?.endsWith('/security-credentials/')) return response.end('WatchkeeperHost');
      return response.end(JSON.stringify({ Code: 'Success', AccessKeyId: held?.AccessKeyId, SecretAccessKey: held?.SecretAccessKey, Token: held?.SessionToken, Expiration: new Date(now.getTime() + 3_600_000).toISOString() }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
    try {
      open({ baseCredentials: () => Promise.reject(new Error('The environment was asked')) });
      const of = account({ accountId: member().id, credential: { kind: 'instance_profile' } });
      const session = door.for(of, 'us-east-1', { ...use, actions: ['sts:GetCallerIdentity'] });
      expect(await session.call('sts', 'GetCallerIdentity', {})).toMatchObject({ Account: member().id, Arn: expect.stringContaining('/i-0123456789') });
    } finally {
      vi.unstubAllEnvs();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('what was revoked', () => {
  it('ends the calls that run, refuses new ones with the reason, and works again when it is allowed', async () => {
    open();
    const of = accountOf(member());
    sim.faults.add({ match: { operation: 'DescribeTrails' }, fault: { kind: 'slow', delayMs: 60_000 }, times: 1 });
    const session = door.for(of, 'us-east-1', use);
    const running = session.orGap(() => session.call('cloudtrail', 'DescribeTrails', {}));
    await vi.waitFor(() => expect(callsOf('DescribeTrails')).toHaveLength(1));
    door.revoke({ accountId: of.accountId }, 'a leaked laptop');
    expect(await running).toMatchObject({ ok: false, gap: { reason: 'revoked', because: expect.stringContaining('a leaked laptop') } });
    await expect(trails(of)).rejects.toMatchObject({ gap: { reason: 'revoked' } });
    await expect(trails(accountOf(member(1)))).resolves.toBeDefined();
    door.allow({ accountId: of.accountId });
    await expect(trails(of)).resolves.toBeDefined();
    expect(callsOf('AssumeRole')).toHaveLength(3);
  });

  it('is a key wherever it is used', async () => {
    const { accessKeyId, secretAccessKey } = world.watcher;
    open({ openAccessKey: async () => ({ accessKeyId, secretAccessKey }) });
    const of = accountOf(member(), { ...roleIn(member()), via: { kind: 'access_key', credentialId: 'credential-1' } });
    await trails(of);
    door.revoke({ credentialId: 'credential-1' }, 'it was found in a repository');
    await expect(trails(of)).rejects.toMatchObject({ gap: { reason: 'revoked', because: expect.stringContaining('repository') } });
    await expect(trails(accountOf(member()))).resolves.toBeDefined();
  });
});

describe('limits of an account', () => {
  it('let so many calls at a time through, over all its regions', async () => {
    open();
    sim.faults.add({ match: { operation: 'DescribeTrails', accountId: member().id }, fault: { kind: 'slow', delayMs: 60_000 } });
    const controller = new AbortController();
    const of = accountOf(member(), roleIn(member()), { concurrency: 1 });
    const sessions = ['us-east-1', 'us-west-2', 'eu-west-1'].map((region) => door.for(of, region, { ...use, signal: controller.signal }));
    const waiting = sessions.map((session) => session.orGap(() => session.call('cloudtrail', 'DescribeTrails', {})));
    await vi.waitFor(() => expect(callsOf('DescribeTrails')).toHaveLength(1));
    // By the time that another account has its answer, the other regions would have been asked as well.
    await trails(accountOf(member(1)));
    expect(callsOf('DescribeTrails').filter(({ accountId }) => accountId === of.accountId)).toHaveLength(1);
    controller.abort();
    for (const looked of await Promise.all(waiting)) expect(looked).toMatchObject({ ok: false, gap: { reason: 'cancelled' } });
  });
});
