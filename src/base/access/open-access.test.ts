import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { closingAfterEach, borrowTestStore } from '../../testing/open-test-store.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { configSchema } from '../config/config-schema.ts';
import { openAudit } from '../audit/open-audit.ts';
import { openTestVault } from '../../testing/open-test-vault.ts';
import type { Store } from '../store/store.ts';
import { openAccess, type Access } from './open-access.ts';
import { authAccounts, sessions, users } from './tables.ts';

const open = closingAfterEach(borrowTestStore);
const adminPassword = 'a-long-password';
const address = '198.51.100.7';
let now = new Date('2026-11-20T12:00:00Z');

interface Facts {
  readonly store?: Store;
  /** Where the key file is: servers of one database have the same. */
  readonly folder?: string;
  readonly access?: Record<string, unknown>;
  readonly publicUrl?: string;
}

async function accessOn({ store, folder, access, publicUrl = 'http://127.0.0.1:8000' }: Facts = {}) {
  const own = store ?? (await open());
  const keys = folder ?? (await makeTestFolder());
  const { vault: seals } = await openTestVault(own, { folder: keys });
  const config = configSchema.parse({ access: { adminPassword, ...access }, server: { loginTriesPerMinute: 3 } });
  const audit = openAudit({ store: own, clock: () => now });
  return { store: own, folder: keys, access: await openAccess({ store: own, config, publicUrl, clock: () => now, log: quietLog, seals, audit }) };
}

async function logIn(access: Access, password = adminPassword, username = 'admin', from = address) {
  const started = await access.login({ username, password }, { headers: new Headers({ 'user-agent': 'a test' }), address: from });
  if (!started) throw new Error('A code was asked for');
  return { user: started.caller, cookies: started.cookies };
}

function withCookies(cookies: readonly string[]): Headers {
  return new Headers({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') });
}

describe('the first run', () => {
  it('makes an administrator with a password that is told once and works', async () => {
    const { store, folder, access } = await accessOn({ access: { adminPassword: undefined } });
    expect(access.firstRun).toEqual({ username: 'admin', password: expect.stringMatching(/^([a-z]{4}-){4}[a-z]{4}$/) });
    const { user } = await logIn(access, access.firstRun?.password);
    expect(user).toMatchObject({ username: 'admin', role: 'admin' });

    const { access: again } = await accessOn({ store, folder, access: { adminPassword: undefined } });
    expect(again.firstRun).toBeUndefined();
  });

  it('takes the configured password and tells none', async () => {
    const { access } = await accessOn();
    expect(access.firstRun).toBeUndefined();
    await expect(logIn(access)).resolves.toMatchObject({ user: { username: 'admin' } });
  });

  it('makes one administrator when several servers start at once, and the told password is the one that works', async () => {
    const [store, folder] = [await open(), await makeTestFolder()];
    const opened = await Promise.all([1, 2, 3].map(() => accessOn({ store, folder, access: { adminPassword: undefined } })));
    const told = opened.flatMap(({ access }) => access.firstRun ?? []);
    expect(told).toHaveLength(1);
    expect(await store.db.select().from(users)).toHaveLength(1);
    const { access: other } = await accessOn({ store, folder });
    await expect(logIn(other, told[0]?.password)).resolves.toBeDefined();
  });

  it('does not begin with a configured password that is easy to guess, and does not tell it', async () => {
    await expect(accessOn({ access: { adminPassword: 'Admin-Password-1' } })).rejects.toMatchObject({ code: 'bad-config', message: expect.not.stringContaining('Admin-Password-1') });
  });

  it('keeps no password in clear', async () => {
    const { store } = await accessOn();
    const kept = JSON.stringify([await store.db.select().from(users), await store.db.select().from(authAccounts)]);
    expect(kept).not.toContain(adminPassword);
  });
});

describe('sessions', () => {
  it('are known at every server of the database', async () => {
    const { store, folder, access } = await accessOn();
    const { access: other } = await accessOn({ store, folder });
    const { cookies, user } = await logIn(access);
    expect(await other.authenticate(withCookies(cookies))).toMatchObject({ status: 'known', caller: { ...user, by: 'session' } });
  });

  it('set a cookie that scripts cannot read and other sites cannot send', async () => {
    const { cookies } = await logIn((await accessOn()).access);
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(/^watchkeeper\.session_token=/);
    expect(cookies[0]).toMatch(/; Path=\/;.*HttpOnly; SameSite=Strict$/);
    expect(cookies[0]).toContain('Max-Age=43200');
    expect(cookies[0]).not.toContain('Secure');
  });

  it('set a cookie for https only where people come by https', async () => {
    const { cookies } = await logIn((await accessOn({ publicUrl: 'https://watch.example.com' })).access);
    expect(cookies[0]).toMatch(/^__Secure-watchkeeper\.session_token=/);
    expect(cookies[0]).toContain('; Secure');
  });

  it('end when their time is over', async () => {
    const { store, access } = await accessOn();
    const { cookies } = await logIn(access);
    await store.db.update(sessions).set({ expiresAt: new Date(Date.now() - 1_000) });
    expect(await access.authenticate(withCookies(cookies))).toEqual({ status: 'unknown', because: 'session-expired' });
  });

  it('last no longer than configured, however busy', async () => {
    const { store, access } = await accessOn({ access: { sessionLength: '2h' } });
    const { cookies } = await logIn(access);
    const soon = new Date(Date.now() + 60_000);
    await store.db.update(sessions).set({ expiresAt: soon });
    await access.authenticate(withCookies(cookies));
    expect((await store.db.select().from(sessions))[0]?.expiresAt).toEqual(soon);
  });

  it('end with logging out', async () => {
    const { access, store } = await accessOn();
    const { cookies } = await logIn(access);
    const out = await access.logout(withCookies(cookies));
    expect(out.cookies.join()).toContain('Max-Age=0');
    expect(await access.authenticate(withCookies(cookies))).toMatchObject({ status: 'unknown' });
    expect(await store.db.select().from(sessions)).toEqual([]);
  });

  it('are nothing with a cookie that somebody made up', async () => {
    const { store, access } = await accessOn();
    await logIn(access);
    const [row] = await store.db.select().from(sessions);
    const forged = new Headers({ cookie: `watchkeeper.session_token=${row?.token}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D` });
    expect(await access.authenticate(forged)).toMatchObject({ status: 'unknown' });
  });

  it('remember where they were made', async () => {
    const { store, access } = await accessOn();
    await logIn(access);
    expect((await store.db.select().from(sessions))[0]).toMatchObject({ ipAddress: address, userAgent: 'a test' });
  });
});

describe('logging in', () => {
  it.each([
    ['a wrong password', 'admin', 'not-the-password'],
    ['an unknown name', 'nobody', adminPassword],
    ['a name that cannot be', 'no such\u0000 name !', adminPassword],
  ])('refuses %s in the same words', async (_what, username, password) => {
    const { access } = await accessOn();
    await expect(logIn(access, password, username)).rejects.toMatchObject({ code: 'wrong-password', message: 'The username or the password is wrong' });
  });

  it('does not mind capitals in the name', async () => {
    await expect(logIn((await accessOn()).access, adminPassword, 'Admin')).resolves.toMatchObject({ user: { username: 'admin' } });
  });

  it('slows down guesses from one address, whatever the name', async () => {
    const { access } = await accessOn();
    for (const name of ['a', 'b', 'c']) await expect(logIn(access, 'wrong-password', name)).rejects.toMatchObject({ code: 'wrong-password' });
    await expect(logIn(access)).rejects.toMatchObject({ code: 'too-many-requests', retryAfterSeconds: 60 });
    await expect(logIn(access, adminPassword, 'admin', '203.0.113.9')).resolves.toBeDefined();
  });

  it('slows down guesses of one name, whatever the address, and forgets them after a minute', async () => {
    const { access } = await accessOn();
    for (const from of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await expect(logIn(access, 'wrong-password', 'admin', from)).rejects.toMatchObject({ code: 'wrong-password' });
    await expect(logIn(access, adminPassword, 'admin', '192.0.2.4')).rejects.toMatchObject({ code: 'too-many-requests' });
    now = new Date(now.getTime() + 61_000);
    await expect(logIn(access, adminPassword, 'admin', '192.0.2.4')).resolves.toBeDefined();
  });

  it('does not slow down who knows the password', async () => {
    const { access } = await accessOn();
    for (let time = 0; time < 5; time += 1) await logIn(access);
    await expect(logIn(access)).resolves.toBeDefined();
  });
});

describe('the administrator token', () => {
  const adminToken = 'token-of-the-first-setup';

  it('is an administrator', async () => {
    const { access } = await accessOn({ access: { adminToken } });
    expect(await access.authenticate(new Headers({ authorization: `Bearer ${adminToken}` }))).toMatchObject({ status: 'known', caller: { role: 'admin', by: 'token', accounts: 'all' } });
  });

  it.each([['wrong', `Bearer ${adminToken}x`], ['another scheme', `Basic ${adminToken}`]])('is nobody when %s', async (_what, authorization) => {
    const { access } = await accessOn({ access: { adminToken } });
    expect(await access.authenticate(new Headers({ authorization }))).toMatchObject({ status: 'unknown' });
  });

  it('does not exist until it is configured', async () => {
    const { access } = await accessOn();
    expect(await access.authenticate(new Headers({ authorization: 'Bearer undefined' }))).toEqual({ status: 'unknown', because: 'wrong-token' });
  });
});

describe('users', () => {
  const vera = { username: 'Vera', name: 'Vera Lind', role: 'viewer', password: 'lemon-harbour-42-tin' } as const;

  it('log in with the role they were given', async () => {
    const { access } = await accessOn();
    await access.users.create(vera);
    await expect(logIn(access, vera.password, 'vera')).resolves.toMatchObject({ user: { name: 'Vera Lind', role: 'viewer' } });
  });

  it('have names of their own', async () => {
    const { access } = await accessOn();
    await access.users.create(vera);
    await expect(access.users.create({ ...vera, username: 'VERA' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await access.users.list()).toHaveLength(2);
  });

  it('lose their sessions with a new role', async () => {
    const { access } = await accessOn();
    const { id } = await access.users.create(vera);
    const { cookies } = await logIn(access, vera.password, 'vera');
    await access.users.change(id, { role: 'operator' });
    expect(await access.authenticate(withCookies(cookies))).toMatchObject({ status: 'unknown' });
  });

  it('change their password, which ends their other sessions', async () => {
    const { access } = await accessOn();
    const elsewhere = await logIn(access);
    const here = await logIn(access);
    const sender = { headers: withCookies(here.cookies), address, person: here.user };
    await expect(access.changePassword({ current: 'not-the-password', next: 'the-next-password' }, sender)).rejects.toMatchObject({ code: 'wrong-password' });
    const { cookies } = await access.changePassword({ current: adminPassword, next: 'the-next-password' }, sender);
    expect(await access.authenticate(withCookies(elsewhere.cookies))).toMatchObject({ status: 'unknown' });
    expect(await access.authenticate(withCookies(cookies))).toMatchObject({ status: 'known' });
    await expect(logIn(access, 'the-next-password')).resolves.toBeDefined();
  });

  it('keep one administrator', async () => {
    const { store, access } = await accessOn();
    const [admin] = await store.db.select().from(users).where(eq(users.username, 'admin'));
    const id = admin?.id ?? '';
    await expect(access.users.remove(id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(access.users.change(id, { role: 'viewer' })).rejects.toMatchObject({ code: 'conflict' });
    await access.users.create({ ...vera, role: 'admin' });
    await access.users.remove(id);
    expect(await access.users.list()).toMatchObject([{ username: 'vera' }]);
  });
});
