import { describe, expect, it } from 'vitest';
import type { Caller } from '../../core/route.ts';
import { accessPassword, openTestAccess } from '../../testing/open-test-access.ts';
import { actorOf } from './actor-of.ts';
import { apiKeys } from './tables.ts';

const own = '111122223333';
const other = '444455556666';

async function withOwner() {
  const opened = await openTestAccess();
  const { access } = opened;
  const made = await access.users.create({ username: 'vera', name: 'Vera', role: 'approver', accounts: [own, other], password: accessPassword });
  const owner: Caller = { ...made, by: 'session' };
  const who = (key: string) => access.authenticate(new Headers({ authorization: `Bearer ${key}` }), '198.51.100.9');
  return { ...opened, owner, who };
}

describe('a key', () => {
  it('does what its scope and its owner both may, in the accounts of both', async () => {
    const { access, owner, who } = await withOwner();
    const { key } = await access.keys.create(owner, { name: 'robot', role: 'operator', accounts: [own], expiresAt: null });
    const known = await who(key);
    expect(known).toMatchObject({ status: 'known', caller: { username: 'vera', role: 'operator', accounts: [own], by: 'key', keyName: 'robot' } });
    expect(known.status === 'known' && actorOf(known.caller)).toMatchObject({ kind: 'token', name: 'robot of vera' });
  });

  it('loses what its owner loses', async () => {
    const { access, owner, who } = await withOwner();
    const { key } = await access.keys.create(owner, { name: 'robot', role: 'approver', accounts: [own, other], expiresAt: null });
    await access.users.change(owner.id, { role: 'viewer', accounts: [other] });
    expect(await who(key)).toMatchObject({ status: 'known', caller: { role: 'viewer', accounts: [other] } });
    expect(await access.keys.list({ userId: owner.id, scope: 'all' })).toMatchObject([{ accounts: [other] }]);
    await access.users.remove(owner.id);
    expect(await who(key)).toEqual({ status: 'unknown', because: 'wrong-token' });
  });

  it('may not be made to do more than its owner, or to see other accounts', async () => {
    const { access, owner } = await withOwner();
    const order = { name: 'robot', role: 'viewer', accounts: [own], expiresAt: null } as const;
    await expect(access.keys.create(owner, { ...order, role: 'admin' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(access.keys.create(owner, { ...order, accounts: 'all' })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(access.keys.create(owner, { ...order, accounts: ['999999999999'] })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(access.keys.create(owner, { ...order, expiresAt: new Date('2020-01-01') })).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('expires, and tells when it was used last, and from where', async () => {
    const { access, owner, who, wait, clock } = await withOwner();
    const { key, facts } = await access.keys.create(owner, { name: 'robot', role: 'viewer', accounts: [own], expiresAt: new Date(clock().getTime() + 3_600_000) });
    expect(facts).toMatchObject({ lastUsedAt: null, expiresAt: '2026-11-20T13:00:00.000Z' });
    await who(key);
    expect(await access.keys.list({ scope: 'all' })).toMatchObject([{ lastUsedAt: '2026-11-20T12:00:00.000Z', lastAddress: '198.51.100.9', start: key.slice(0, 12) }]);
    wait(3_601);
    expect(await who(key)).toEqual({ status: 'unknown', because: 'key-expired' });
  });

  it('is kept as a hash, and is nothing once it is revoked', async () => {
    const { access, owner, who, store } = await withOwner();
    const { key, facts } = await access.keys.create(owner, { name: 'robot', role: 'viewer', accounts: [own], expiresAt: null });
    expect(JSON.stringify(await store.db.select().from(apiKeys))).not.toContain(key);
    await expect(access.keys.revoke(facts.id, { userId: 'another', scope: 'all' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(access.keys.revoke(facts.id, { scope: [other] })).rejects.toMatchObject({ code: 'not-found' });
    await access.keys.revoke(facts.id, { userId: owner.id, scope: owner.accounts });
    expect(await who(key)).toEqual({ status: 'unknown', because: 'wrong-token' });
    expect(await access.keys.list({ scope: 'all' })).toEqual([]);
  });
});
