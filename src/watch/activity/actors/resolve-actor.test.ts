import { describe, expect, it } from 'vitest';
import { openTestStore } from '../../../testing/open-test-store.ts';
import { cloudTrailRecordSchema, type CloudTrailRecord } from '../cloudtrail-record.ts';
import { openSessionLinks } from './open-session-links.ts';
import { rememberActors } from './remember-actors.ts';
import { resolveActor } from './resolve-actor.ts';
import { sessionLinkOf } from './session-link.ts';

const home = '111122223333';
const other = '444455556666';
const clock = () => new Date('2026-06-06T21:00:00Z');
const nothing = { of: () => undefined };

function record(facts: Record<string, unknown>): CloudTrailRecord {
  return cloudTrailRecordSchema.parse({ eventID: 'e-1', eventTime: '2026-06-06T20:25:03Z', eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances', awsRegion: 'us-east-1', recipientAccountId: home, ...facts });
}

function session({ key, role = 'deploy', name = 'work', account = home, context = {} }: { key: string; role?: string; name?: string; account?: string; context?: object }) {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE:${name}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role.split('/').at(-1)}/${name}`,
    accountId: account,
    accessKeyId: key,
    sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/${role}`, accountId: account }, ...context },
  };
}

const alice = { type: 'IAMUser', arn: `arn:aws:iam::${home}:user/alice`, accountId: home, accessKeyId: 'AKIAALICE', userName: 'alice' };

function issued(key: string, facts: { userIdentity: object; eventName?: string; id?: string; request?: object; response?: object }): CloudTrailRecord {
  return record({
    eventID: facts.id ?? `sts-${key}`,
    eventSource: 'sts.amazonaws.com',
    eventName: facts.eventName ?? 'AssumeRole',
    userIdentity: facts.userIdentity,
    requestParameters: { roleArn: `arn:aws:iam::${home}:role/deploy`, roleSessionName: 'work', ...facts.request },
    responseElements: { credentials: { accessKeyId: key, expiration: 'Jun 6, 2026 9:25:03 PM' }, ...facts.response },
  });
}

const linksOf = (...records: readonly CloudTrailRecord[]) => {
  const links = new Map(records.flatMap((one) => sessionLinkOf(one) ?? []).map((link) => [link.accessKeyId, link]));
  return { of: (key: string) => links.get(key) };
};

describe('the real actor', () => {
  it.each([
    ['an IAM user', alice, { kind: 'user', name: 'alice', confidence: 'high' }],
    ['root', { type: 'Root', accountId: home, arn: `arn:aws:iam::${home}:root` }, { kind: 'root', name: `root of ${home}` }],
    ['an AWS service', { type: 'AWSService', invokedBy: 'config.amazonaws.com' }, { kind: 'service', name: 'config.amazonaws.com' }],
    ['a caller of another account', { type: 'AWSAccount', accountId: other, principalId: 'AIDAEXAMPLE' }, { kind: 'account', name: `account ${other}` }],
    ['a service-linked role', session({ key: 'ASIA1', role: 'aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling', name: 'AutoScaling' }), { kind: 'service', name: 'autoscaling.amazonaws.com', confidence: 'high' }],
    ['a user of IAM Identity Center', session({ key: 'ASIA1', role: 'aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef', name: 'bo@example.com' }), { kind: 'sso', name: 'bo@example.com', confidence: 'high' }],
    ['an instance whose metadata service is named', session({ key: 'ASIA1', name: 'i-0cf15c5aa113bf85a', context: { ec2RoleDelivery: '2.0' } }), { kind: 'instance', name: 'i-0cf15c5aa113bf85a', confidence: 'high' }],
    ['a session that only calls itself like an instance', session({ key: 'ASIA1', name: 'i-0cf15c5aa113bf85a' }), { kind: 'instance', confidence: 'low' }],
    ['a task', session({ key: 'ASIA1', name: 'f11366855edbe2b4f71fb87a04321023' }), { kind: 'task', confidence: 'low' }],
    ['a job of GitHub whose subject is not known', session({ key: 'ASIA1', context: { webIdFederationData: { federatedProvider: `arn:aws:iam::${home}:oidc-provider/token.actions.githubusercontent.com` } } }), { kind: 'ci', name: 'GitHub Actions', confidence: 'medium' }],
    ['a session with a source identity', session({ key: 'ASIA1', context: { sourceIdentity: 'carol' } }), { kind: 'user', name: 'carol', confidence: 'high' }],
    ['a session of which nothing is known', session({ key: 'ASIA1' }), { kind: 'role', name: 'deploy/work', confidence: 'low' }],
  ])('is told for %s from the record alone', (_, userIdentity, expected) => {
    expect(resolveActor(record({ userIdentity }), nothing)).toMatchObject(expected);
  });

  it('is the user at the beginning of a chain of roles across accounts, with every step named', () => {
    const links = linksOf(issued('ASIA1', { userIdentity: alice }), issued('ASIA2', { userIdentity: session({ key: 'ASIA1' }) }));
    const actor = resolveActor(record({ userIdentity: session({ key: 'ASIA2', role: 'audit', account: other }) }), links);
    expect(actor).toMatchObject({ name: 'alice', kind: 'user', confidence: 'high' });
    expect(actor.chain).toEqual([`role audit of ${other}, session work with ASIA2`, `role deploy of ${home}, session work with ASIA1`, `IAMUser alice of ${home} with AKIAALICE`]);
  });

  it('is the subject of the token for a job that assumed a role with it', () => {
    const job = issued('ASIA1', { eventName: 'AssumeRoleWithWebIdentity', userIdentity: { type: 'WebIdentityUser', userName: 'repo:example/shop:ref:refs/heads/main' }, response: { subjectFromWebIdentityToken: 'repo:example/shop:ref:refs/heads/main', provider: `arn:aws:iam::${home}:oidc-provider/token.actions.githubusercontent.com` } });
    expect(resolveActor(record({ userIdentity: session({ key: 'ASIA1', name: 'GitHubActions' }) }), linksOf(job))).toMatchObject({ kind: 'ci', name: 'repo:example/shop:ref:refs/heads/main', confidence: 'high' });
  });

  it('is the function for a session that Lambda opened, whatever its program says', () => {
    const opened = issued('ASIA1', { userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' } });
    expect(resolveActor(record({ userIdentity: session({ key: 'ASIA1', name: 'billing-handler' }), userAgent: 'Boto3' }), linksOf(opened))).toMatchObject({ kind: 'function', name: 'billing-handler', confidence: 'high' });
  });

  it('is a person for a session that only borrowed the name of an instance', () => {
    const links = linksOf(issued('ASIA1', { userIdentity: alice }));
    expect(resolveActor(record({ userIdentity: session({ key: 'ASIA1', name: 'i-0cf15c5aa113bf85a' }) }), links)).toMatchObject({ kind: 'user', name: 'alice' });
  });

  it('is found in roles that assume each other in a ring without going round for ever', () => {
    const links = linksOf(issued('ASIA1', { userIdentity: session({ key: 'ASIA2' }) }), issued('ASIA2', { userIdentity: session({ key: 'ASIA1' }) }));
    expect(resolveActor(record({ userIdentity: session({ key: 'ASIA1' }) }), links)).toMatchObject({ kind: 'role', confidence: 'low' });
  });
});

describe('an actor that is remembered', () => {
  it('is the same object for the calls of a session, and another once more is known of it', () => {
    const known = new Map<string, NonNullable<ReturnType<typeof sessionLinkOf>>>();
    const actorOf = rememberActors({ of: (key) => known.get(key) });
    const call = record({ userIdentity: session({ key: 'ASIA2' }) });
    const before = actorOf(call);
    expect(before).toMatchObject({ kind: 'role', confidence: 'low' });
    expect(actorOf(record({ userIdentity: session({ key: 'ASIA2' }) }))).toBe(before);
    for (const one of [issued('ASIA2', { userIdentity: session({ key: 'ASIA1' }) }), issued('ASIA1', { userIdentity: alice })]) {
      const link = sessionLinkOf(one);
      if (link) known.set(link.accessKeyId, link);
    }
    expect(actorOf(call)).toMatchObject({ name: 'alice', kind: 'user' });
  });

  it('is told apart where a call tells more than its session', () => {
    const actorOf = rememberActors(nothing);
    const userIdentity = session({ key: 'ASIA2', name: 'billing-handler' });
    expect(actorOf(record({ userIdentity }))).toMatchObject({ kind: 'role' });
    expect(actorOf(record({ userIdentity, userAgent: 'Boto3/1.34 exec-env/AWS_Lambda_python3.12' }))).toMatchObject({ kind: 'function', name: 'billing-handler' });
    expect(actorOf(record({ userIdentity: { ...userIdentity, arn: 'arn:aws:sts::444455556666:assumed-role/other/x' } })).chain[0]).not.toBe(actorOf(record({ userIdentity })).chain[0]);
  });
});

describe('session links', () => {
  const use = record({ userIdentity: session({ key: 'ASIA2' }) });
  const chain = [issued('ASIA1', { userIdentity: alice }), issued('ASIA2', { userIdentity: session({ key: 'ASIA1' }) })];

  it('are there after a restart, the whole chain of them', async () => {
    const store = await openTestStore('embedded');
    const before = openSessionLinks({ store, clock });
    const { learned } = await before.prepare(chain);
    await store.db.transaction((db) => before.commit(db, learned));
    const after = openSessionLinks({ store, clock });
    await after.prepare([use]);
    expect(resolveActor(use, after).name).toBe('alice');
    await store.close();
  });

  it('serve the next use when the record of a session comes after its first use', async () => {
    const store = await openTestStore('embedded');
    const links = openSessionLinks({ store, clock });
    await links.prepare([use]);
    expect(resolveActor(use, links).kind).toBe('role');
    const { learned } = await links.prepare(chain);
    expect(learned.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIA1', 'ASIA2']);
    expect(resolveActor(use, links).name).toBe('alice');
    await store.close();
  });

  it.each([[0, 1], [1, 0]])('keep the record that tells more of a caller, in the order %i, %i', async (first, second) => {
    const store = await openTestStore('embedded');
    const both = [issued('ASIA1', { id: 'a', userIdentity: { type: 'AWSAccount', accountId: other } }), issued('ASIA1', { id: 'b', userIdentity: alice })];
    for (const one of [both[first], both[second]]) {
      const links = openSessionLinks({ store, clock });
      const { learned } = await links.prepare(one ? [one] : []);
      await links.commit(store.db, learned);
    }
    const called = record({ userIdentity: session({ key: 'ASIA1' }) });
    const links = openSessionLinks({ store, clock });
    await links.prepare([called]);
    expect(resolveActor(called, links).name).toBe('alice');
    await store.close();
  });

  it('are forgotten long after the session ended, and only then', async () => {
    const store = await openTestStore('embedded');
    const links = openSessionLinks({ store, clock });
    const { learned } = await links.prepare(chain);
    await links.commit(store.db, learned);
    const ask = async (now: string) => {
      const later = openSessionLinks({ store, clock: () => new Date(now) });
      await later.forget();
      await later.prepare([use]);
      return resolveActor(use, later).kind;
    };
    expect(await ask('2026-06-20T00:00:00Z')).toBe('user');
    expect(await ask('2026-06-22T00:00:00Z')).toBe('role');
    await store.close();
  });

  it('hold no more keys in memory than they may, and still answer for all', async () => {
    const store = await openTestStore('embedded');
    const links = openSessionLinks({ store, clock, most: 2 });
    for (let at = 0; at < 10; at += 1) {
      const { learned } = await links.prepare([issued(`ASIAMANY${at}`, { userIdentity: alice })]);
      await links.commit(store.db, learned);
    }
    const first = record({ userIdentity: session({ key: 'ASIAMANY0' }) });
    await links.prepare([]);
    expect(links.of('ASIAMANY0')).toBeUndefined();
    await links.prepare([first]);
    expect(resolveActor(first, links).name).toBe('alice');
    await store.close();
  });
});
