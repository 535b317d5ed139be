import { describe, expect, it } from 'vitest';
import { testAccounts } from '../../testing/open-test-accounts.ts';
import type { PolicyDocument } from '../../sim/world/world.ts';
import { addAccount } from './add-account.ts';
import { surveyPermissions } from './survey-permissions.ts';
import { validateNow } from './validate-now.ts';

const open = testAccounts();

describe('an account that works', () => {
  it('has its regions, its permissions and no trouble, whoever connected it', async () => {
    const { room, asking, member, roleIn, world } = await open();
    const account = await addAccount(room, { credential: roleIn(member()), name: 'shop' }, asking);
    expect(account).toMatchObject({ status: 'active', statusReason: null, failingSince: null, credentialType: 'iam_role', origin: 'person', regionMode: 'all', remarks: [], accountId: member().id, externalId: world.watcher.externalId });
    expect(account.regions).toContain('eu-west-1');
    expect(account.regions).not.toContain('me-south-1');
    expect(account.permissions).toMatchObject({ 'cloudtrail:LookupEvents': 'allowed', 'ec2:DescribeRegions': 'allowed' });
    expect(account.lastValidated).not.toBeNull();
  });

  it('tells a region that was chosen and is not enabled as a gap, and stays active', async () => {
    const { room, asking, member, roleIn } = await open();
    const account = await addAccount(room, { credential: roleIn(member()), regions: ['us-east-1', 'me-south-1'] }, asking);
    expect(account).toMatchObject({ status: 'active', regions: ['us-east-1', 'me-south-1'], regionGaps: [{ region: 'me-south-1', reason: 'not-enabled' }] });
  });

  it('tells a region that the organisation denies as a gap, and does not watch it', async () => {
    const { room, asking, member, roleIn, world } = await open();
    const fence: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', NotAction: ['iam:*', 'sts:*'], Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': ['ap-southeast-2'] } } }] };
    world.organization.controlPolicies.set(member().id, [fence]);
    const account = await addAccount(room, { credential: roleIn(member()) }, asking);
    expect(account).toMatchObject({ status: 'active', regionGaps: [{ region: 'ap-southeast-2', reason: 'denied-by-scp' }] });
    expect(account.regions).not.toContain('ap-southeast-2');
  });
});

describe('permissions', () => {
  it('are judged by the simulation of IAM, the organisation included', async () => {
    const { room, asking, member, roleIn, world } = await open();
    world.organization.controlPolicies.set(member().id, [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'cloudtrail:LookupEvents', Resource: '*' }] }]);
    const { permissions } = await addAccount(room, { credential: roleIn(member()) }, asking);
    expect(permissions).toMatchObject({ 'cloudtrail:LookupEvents': 'denied', 'cloudtrail:DescribeTrails': 'allowed' });
  });

  it('are tried with cheap calls where the simulation is not allowed', async () => {
    const { room, asking, member, roleIn, sim } = await open({ readerActions: ['cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus', 'ec2:DescribeRegions'] });
    const { permissions, status } = await addAccount(room, { credential: roleIn(member()), regions: ['us-east-1'] }, asking);
    expect(status).toBe('active');
    expect(permissions).toMatchObject({ 'cloudtrail:DescribeTrails': 'allowed', 'cloudtrail:GetTrailStatus': 'allowed', 'cloudtrail:LookupEvents': 'denied', 's3:GetObject': 'unknown', 'iam:SimulatePrincipalPolicy': 'unknown' });
    expect(sim.calls().some(({ operation }) => operation === 'LookupEvents')).toBe(true);
  });
});

it('tries permissions where IAM cannot simulate them', async () => {
  const { room, asking, member, roleIn } = await open();
  const account = await addAccount(room, { credential: roleIn(member()) }, asking);
  // A role that IAM does not find under the name that its sessions bear.
  const missing = { ...room, declared: ['cloudtrail:DescribeTrails'] };
  const { permissions } = await surveyPermissions(missing.aws.for(account, 'us-east-1', { actions: ['cloudtrail:DescribeTrails', 'iam:GetRole', 'iam:SimulatePrincipalPolicy'], caller: 'test' }), {
    callerArn: `arn:aws:sts::${member().id}:assumed-role/Nobody/session`,
    actions: missing.declared,
  });
  expect(permissions).toEqual({ 'cloudtrail:DescribeTrails': 'allowed' });
});

describe('an account that does not work', () => {
  it.each<[string, { name?: string; externalId?: string }, RegExp]>([
    ['another external id', { externalId: 'wrong' }, /another external id than the one/],
    ['no external id', {}, /external id, and none is set/],
    ['an identity of its own that may not', { name: 'Nothing' }, /own identity is not allowed/],
  ])('says so: %s', async (_what, { name = 'WatchkeeperRead', ...externalId }, because) => {
    const { room, asking, member } = await open();
    const account = await addAccount(room, { credential: { kind: 'role', roleArn: `arn:aws:iam::${member().id}:role/${name}`, ...externalId } }, asking);
    expect(account).toMatchObject({ status: 'error', statusReason: expect.stringMatching(because), statusHint: expect.any(String) });
    expect(account.failingSince).not.toBeNull();
  });

  it('says that there may be no such role', async () => {
    const { room, asking, member, roleIn, world } = await open();
    member().roles.delete(world.watcher.roleName);
    expect(await addAccount(room, { credential: roleIn(member()) }, asking)).toMatchObject({ status: 'error', statusReason: expect.stringContaining('there is no such role'), statusHint: expect.stringContaining('trust policy') });
  });

  it('says that a role is of another account', async () => {
    const { room, asking, member, roleIn } = await open();
    const account = await addAccount(room, { accountId: member(1).id, credential: roleIn(member(0)) }, asking);
    expect(account).toMatchObject({ status: 'error', statusReason: `The credentials are of account ${member(0).id}, not of ${member(1).id}` });
  });

  it.each([
    ['an organisation that denies it', { kind: 'denied-by-scp' as const }, /service control policy/],
    ['an expired token', { kind: 'expired-token' as const }, /have expired/],
    ['a clock that is wrong', { kind: 'clock-skew' as const }, /clock of this machine/],
    ['a key that was disabled', { kind: 'disabled-key' as const }, /disabled or deleted/],
  ])('says so: %s', async (_what, fault, because) => {
    const { room, asking, member, roleIn, sim } = await open();
    sim.faults.add({ match: { service: 'sts' }, fault });
    expect(await addAccount(room, { credential: roleIn(member()) }, asking)).toMatchObject({ status: 'error', statusReason: expect.stringMatching(because), statusHint: expect.any(String) });
  });

  it('says that AWS cannot be reached', async () => {
    const { room, asking, member, roleIn } = await open({ aws: { endpoint: 'http://127.0.0.1:9' } });
    expect(await addAccount(room, { credential: roleIn(member()) }, asking)).toMatchObject({ status: 'error', statusReason: expect.stringContaining('did not answer'), statusHint: expect.stringContaining('proxy') });
  });

  it('says that its default region is not enabled', async () => {
    const { room, asking, member, roleIn, sim } = await open();
    sim.faults.add({ match: { service: 'sts', operation: 'GetCallerIdentity' }, fault: { kind: 'region-disabled' } });
    expect(await addAccount(room, { credential: roleIn(member()) }, asking)).toMatchObject({ status: 'error', statusReason: expect.stringContaining('is not enabled') });
  });

  it('keeps the time since when, and recovers by itself', async () => {
    const { room, asking, member, roleIn, world, advance } = await open();
    const role = member().roles.get(world.watcher.roleName);
    member().roles.delete(world.watcher.roleName);
    const broken = await addAccount(room, { credential: roleIn(member()) }, asking);
    advance(60_000);
    expect(await validateNow(room, broken.id, asking)).toMatchObject({ status: 'error', failingSince: broken.failingSince });
    if (role) member().roles.set(role.name, role);
    expect(await validateNow(room, broken.id, asking)).toMatchObject({ status: 'active', statusReason: null, statusHint: null, failingSince: null });
  });

  it('is not made of AWS being busy', async () => {
    const { room, asking, member, roleIn, sim } = await open();
    const account = await addAccount(room, { credential: roleIn(member()) }, asking);
    sim.faults.add({ match: { service: 'sts', operation: 'AssumeRole' }, fault: { kind: 'throttle' } });
    await expect(validateNow(room, account.id, asking)).rejects.toMatchObject({ code: 'could-not-look', message: expect.stringContaining('too busy') });
  });
});

it('uses no source identity where the trust policy refuses it, and says so', async () => {
  const { room, asking, member, roleIn, world } = await open();
  const role = member().roles.get(world.watcher.roleName);
  if (!role) throw new Error('There is no role');
  const [statement] = [role.trust.Statement].flat();
  Object.assign(role.trust, { Statement: [{ ...statement, Action: 'sts:AssumeRole' }] });
  const account = await addAccount(room, { credential: roleIn(member()) }, asking);
  expect(account).toMatchObject({ status: 'active', remarks: [expect.stringContaining('sts:SetSourceIdentity')] });
});
