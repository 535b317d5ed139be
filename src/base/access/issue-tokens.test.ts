import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { accessPassword, openTestAccess } from '../../testing/open-test-access.ts';

const address = '198.51.100.7';
const from = { address, userAgent: 'a test' };

async function loggedIn() {
  const opened = await openTestAccess();
  const proof = await opened.access.proveIdentity({ username: 'admin', password: accessPassword }, address);
  if (proof.status !== 'proven') throw new Error('A code was asked for');
  const { user } = proof;
  const tokens = await opened.access.tokens.issue(user, from);
  const who = (token: string) => opened.access.authenticate(new Headers({ authorization: `Bearer ${token}` }));
  return { ...opened, user, tokens, who };
}

describe('an access token', () => {
  it('is its user for a quarter of an hour', async () => {
    const { tokens, who, wait } = await loggedIn();
    expect(await who(tokens.accessToken)).toMatchObject({ status: 'known', caller: { username: 'admin', by: 'jwt', role: 'admin' } });
    wait(14 * 60);
    expect(await who(tokens.accessToken)).toMatchObject({ status: 'known' });
    wait(61);
    expect(await who(tokens.accessToken)).toEqual({ status: 'unknown', because: 'token-expired' });
  });

  it.each([
    ['another secret', (sub: string) => new SignJWT({ family: 'x' }).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).setSubject(sub).setIssuer('watchkeeper').setAudience('watchkeeper-api').setExpirationTime('9999y').sign(new TextEncoder().encode('x'.repeat(43)))],
    ['no signature', async (sub: string) => new UnsecuredJWT({ family: 'x' }).setSubject(sub).setIssuer('watchkeeper').setAudience('watchkeeper-api').encode()],
  ])('with %s is nobody', async (_what, make) => {
    const { user, who } = await loggedIn();
    expect(await who(await make(user.id))).toEqual({ status: 'unknown', because: 'wrong-token' });
  });

  it('is nobody once its user is gone, has a new role or another password', async () => {
    const { access, tokens, who } = await loggedIn();
    const vera = await access.users.create({ username: 'vera', name: 'Vera', role: 'operator', password: accessPassword });
    const proof = await access.proveIdentity({ username: 'vera', password: accessPassword }, address);
    if (proof.status !== 'proven') throw new Error('A code was asked for');
    const hers = await access.tokens.issue(proof.user, from);
    await access.users.change(vera.id, { role: 'viewer' });
    expect(await who(hers.accessToken)).toMatchObject({ status: 'unknown' });
    await expect(access.tokens.refresh(hers.refreshToken, address)).rejects.toMatchObject({ code: 'session-expired' });
    expect(await who(tokens.accessToken)).toMatchObject({ status: 'known' });
  });
});

describe('a refresh token', () => {
  it('is changed for the next one, again and again, until the login is over', async () => {
    const { access, tokens, who, wait } = await loggedIn();
    let { refreshToken } = tokens;
    for (let days = 0; days < 29; days += 1) {
      wait(86_400);
      const next = await access.tokens.refresh(refreshToken, address);
      expect(await who(next.accessToken)).toMatchObject({ status: 'known' });
      expect(next.endsAt).toBe(tokens.endsAt);
      refreshToken = next.refreshToken;
    }
    wait(86_401);
    await expect(access.tokens.refresh(refreshToken, address)).rejects.toMatchObject({ code: 'session-expired' });
  });

  it('that comes a second time ends the login, for the thief and for the owner, and is written down', async () => {
    const { access, tokens, who, audited } = await loggedIn();
    const next = await access.tokens.refresh(tokens.refreshToken, address);
    await expect(access.tokens.refresh(tokens.refreshToken, '203.0.113.66')).rejects.toMatchObject({ code: 'session-expired' });
    await expect(access.tokens.refresh(next.refreshToken, address)).rejects.toMatchObject({ code: 'session-expired' });
    expect(await who(next.accessToken)).toMatchObject({ status: 'unknown' });
    expect((await audited()).filter((action) => action === 'token.reused')).toHaveLength(1);
  });

  it('that comes several times at once is changed once', async () => {
    const { access, tokens } = await loggedIn();
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => access.tokens.refresh(tokens.refreshToken, address)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is kept as a hash', async () => {
    const { tokens, store } = await loggedIn();
    const { rows } = await store.execute('select json_agg(t)::text as kept from refresh_tokens t');
    expect(String(rows[0]?.['kept'])).not.toContain(tokens.refreshToken);
  });

  it('ends its login when the program logs out', async () => {
    const { access, tokens, who } = await loggedIn();
    await access.tokens.logout(tokens.refreshToken);
    expect(await who(tokens.accessToken)).toEqual({ status: 'unknown', because: 'token-expired' });
  });
});

describe('logins', () => {
  it('are listed and ended, whatever they are', async () => {
    const { access, who, tokens, person, user } = await loggedIn();
    const browser = await person();
    const listed = await access.sessions.list({ userId: user.id });
    expect(listed.map(({ kind }) => kind).sort()).toEqual(['browser', 'token']);
    await access.sessions.revoke(listed.find(({ kind }) => kind === 'token')?.id ?? '', { userId: user.id });
    expect(await who(tokens.accessToken)).toMatchObject({ status: 'unknown' });
    await access.sessions.revoke(listed.find(({ kind }) => kind === 'browser')?.id ?? '', {});
    expect(await access.authenticate(browser.headers)).toMatchObject({ status: 'unknown' });
    expect(await access.sessions.list({})).toEqual([]);
  });

  it('of somebody else are not there', async () => {
    const { access } = await loggedIn();
    const [theirs] = await access.sessions.list({});
    await expect(access.sessions.revoke(theirs?.id ?? '', { userId: 'another' })).rejects.toMatchObject({ code: 'not-found' });
  });
});
