import { describe, expect, it } from 'vitest';
import { createApp } from '../../../face/server/create-app.ts';
import { startIdentityProvider, type IdentityProvider } from '../../../testing/start-identity-provider.ts';
import { openTestApp } from '../../../testing/open-test-app.ts';
import { guardedFetch } from '../../egress/guarded-fetch.ts';
import { accessRoutes } from '../routes.ts';
import { openSingleSignOn } from './open-single-sign-on.ts';

const groups = { viewer: ['watchers'], operator: ['ops'], admin: ['platform'] };

async function openSso({ settings = {}, allow = ['127.0.0.1'], secret }: { settings?: Record<string, unknown>; allow?: string[]; secret?: string } = {}) {
  const provider = await startIdentityProvider();
  const oidc = { issuer: provider.issuer, clientId: provider.clientId, clientSecret: secret ?? provider.clientSecret, title: 'Corporate login', roles: groups, ...settings };
  const opened = await openTestApp({ access: { oidc } });
  const { options, store, seals, access } = opened;
  const singleSignOn = openSingleSignOn({ config: options.config.access.oidc, store, clock: options.clock, log: options.log, seals, publicUrl: 'http://watch.example', fetch: guardedFetch({ allow }) });
  const product = { version: '1', mode: 'live' as const, isSimulated: false, startedAt: new Date().toISOString() };
  const app = createApp({ ...options, routes: accessRoutes({ access, product, singleSignOn }) });
  const ask = async (path: string, headers: Record<string, string> = {}) => app.request(`http://watch.example${path}`, { headers, redirect: 'manual' }, {});

  /** What a browser does, cookies and all. */
  async function logIn(change: (callback: URL) => void = () => undefined) {
    const start = await ask('/api/session/sso');
    const cookie = start.headers.getSetCookie()[0] ?? '';
    const authorised = await fetch(start.headers.get('location') ?? '', { redirect: 'manual' });
    const callback = new URL(authorised.headers.get('location') ?? '');
    change(callback);
    const finished = await ask(`${callback.pathname}${callback.search}`, { cookie: cookie.split(';')[0] ?? '' });
    const session = finished.headers.getSetCookie().find((one) => one.includes('session_token='))?.split(';')[0];
    return { start, cookie, callback, finished, page: await finished.text(), session };
  }
  const who = async (session: string | undefined): Promise<unknown> => (await ask('/api/session', session === undefined ? {} : { cookie: session })).json();
  return { ...opened, provider, ask, logIn, who };
}

function asVera(provider: IdentityProvider, more: Record<string, unknown> = {}): void {
  provider.next = { claims: { sub: 'vera-1', preferred_username: 'Vera', name: 'Vera Lind', groups: ['ops', 'others'], ...more } };
}

describe('single sign-on', () => {
  it('logs in with the role that the groups give, with PKCE, state and nonce', async () => {
    const { provider, logIn, who } = await openSso();
    asVera(provider);
    const { start, cookie, finished, page, session } = await logIn();
    const asked = new URL(start.headers.get('location') ?? '').searchParams;
    expect(start.status).toBe(302);
    expect([asked.get('code_challenge_method'), asked.get('response_type'), asked.get('redirect_uri')]).toEqual(['S256', 'code', 'http://watch.example/api/session/sso/callback']);
    expect([asked.get('state'), asked.get('nonce'), asked.get('code_challenge')]).toEqual([expect.stringMatching(/.{40,}/), expect.stringMatching(/.{40,}/), expect.stringMatching(/.{43}/)]);
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
    expect(finished.status).toBe(200);
    expect(page).toContain('url=/"');
    expect(await who(session)).toMatchObject({ session: { user: { username: 'vera', name: 'Vera Lind', role: 'operator', accounts: 'all' } }, singleSignOn: 'Corporate login' });
  });

  it('gives the role and the accounts of now, and ends the sessions of before', async () => {
    const { provider, logIn, who } = await openSso({ settings: { accounts: { ops: ['111122223333'], platform: ['*'] } } });
    asVera(provider);
    const before = await logIn();
    expect(await who(before.session)).toMatchObject({ session: { user: { role: 'operator', accounts: ['111122223333'] } } });
    asVera(provider, { groups: ['platform'], name: 'Vera B. Lind' });
    const after = await logIn();
    expect(await who(after.session)).toMatchObject({ session: { user: { role: 'admin', accounts: 'all', name: 'Vera B. Lind' } } });
    expect(await who(before.session)).toMatchObject({ session: null });
  });

  it.each([
    ['no group that gives a role', { groups: ['strangers'] }, {}, 'no-role'],
    ['no groups at all', { groups: undefined }, {}, 'no-role'],
    ['no account', {}, { accounts: { platform: ['111122223333'] } }, 'no-account'],
    ['the name of a user of this place', { preferred_username: 'admin', groups: ['platform'] }, {}, 'name-taken'],
  ])('lets nobody in who has %s', async (_what, claims, settings, refusal) => {
    const { provider, logIn } = await openSso({ settings });
    asVera(provider, claims);
    const { page, session } = await logIn();
    expect(page).toContain(`/login?sso=${refusal}`);
    expect(session).toBeUndefined();
  });

  it('reads what only the userinfo tells, and groups inside of objects', async () => {
    const { provider, logIn, who } = await openSso({ settings: { roleClaim: 'realm_access.roles', accountsClaim: 'aws_accounts' } });
    asVera(provider);
    provider.next.userinfo = { realm_access: { roles: ['watchers'] }, aws_accounts: '444455556666, 111122223333' };
    expect(await who((await logIn()).session)).toMatchObject({ session: { user: { role: 'viewer', accounts: ['111122223333', '444455556666'] } } });
  });

  it.each([
    ['another nonce', (provider: IdentityProvider) => void (provider.next.nonce = 'another')],
    ['an audience that is not us', (provider: IdentityProvider) => void (provider.next.audience = 'somebody-else')],
    ['a signature of another key', (provider: IdentityProvider) => void (provider.next.signedBy = 'another key')],
    ['another subject in the userinfo', (provider: IdentityProvider) => void (provider.next.userinfo = { sub: 'mallory' })],
  ])('believes no identity with %s', async (_what, spoil) => {
    const { provider, logIn } = await openSso();
    asVera(provider);
    spoil(provider);
    const { page, session } = await logIn();
    expect(page).toContain('/login?sso=failed');
    expect(session).toBeUndefined();
  });

  it.each([
    ['another state', (callback: URL) => callback.searchParams.set('state', 'another')],
    ['another issuer', (callback: URL) => callback.searchParams.set('iss', 'https://evil.example')],
    ['a code that somebody made up', (callback: URL) => callback.searchParams.set('code', 'made-up')],
  ])('believes no answer with %s', async (_what, change) => {
    const { provider, logIn } = await openSso();
    asVera(provider);
    expect((await logIn(change)).page).toContain('/login?sso=failed');
  });

  it('needs the cookie of the browser that began', async () => {
    const { provider, ask, logIn } = await openSso();
    asVera(provider);
    const { callback } = await logIn();
    const elsewhere = await ask(`${callback.pathname}${callback.search}`);
    expect(await elsewhere.text()).toContain('/login?sso=too-late');
    expect(elsewhere.headers.getSetCookie().join()).not.toContain('session_token');
  });

  it('says when the provider said no, is away, or has another secret', async () => {
    const cancelled = await openSso();
    cancelled.provider.next = { claims: {}, error: 'access_denied' };
    expect((await cancelled.logIn()).page).toContain('/login?sso=cancelled');
    const wrong = await openSso({ secret: 'another-secret' });
    asVera(wrong.provider);
    expect((await wrong.logIn()).page).toContain('/login?sso=failed');
    const away = await openSso({ allow: [] });
    expect(await (await away.ask('/api/session/sso')).json()).toMatchObject({ status: 502, detail: expect.stringContaining('does not answer') });
  });

  it('is not there where no provider is configured', async () => {
    const { options } = await openTestApp();
    const app = createApp(options);
    expect((await app.request('/api/session/sso', {}, {})).status).toBe(404);
    expect(await (await app.request('/api/session', {}, {})).json()).toMatchObject({ singleSignOn: null });
  });

  it('gives no password, and nobody can give one', async () => {
    const { provider, logIn, options } = await openSso();
    asVera(provider);
    await logIn();
    const [vera] = (await options.access.users.list()).filter(({ username }) => username === 'vera');
    expect(vera).toMatchObject({ loginBy: 'single-sign-on' });
    await expect(options.access.users.change(vera?.id ?? '', { password: 'lemon-harbour-42-tin' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(options.access.proveIdentity({ username: 'vera', password: '' }, '198.51.100.7')).rejects.toMatchObject({ code: 'wrong-password' });
  });
});
