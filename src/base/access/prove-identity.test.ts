import { describe, expect, it } from 'vitest';
import { accessPassword, openTestAccess } from '../../testing/open-test-access.ts';
import { totpCode } from '../../testing/totp-code.ts';
import { loginFailures, secondFactors } from './tables.ts';

const address = '198.51.100.7';
const right = { username: 'admin', password: accessPassword };
const wrong = { username: 'admin', password: 'not-the-password' };

describe('a name with wrong passwords', () => {
  it('is locked after five, twice as long each time, and free again after the right one', async () => {
    const { access, wait } = await openTestAccess();
    for (let tries = 0; tries < 5; tries += 1) await expect(access.proveIdentity(wrong, address)).rejects.toMatchObject({ code: 'wrong-password' });
    await expect(access.proveIdentity(wrong, address)).rejects.toMatchObject({ code: 'wrong-password' });
    await expect(access.proveIdentity(right, '203.0.113.9')).rejects.toMatchObject({ code: 'too-many-requests', retryAfterSeconds: 15 });
    wait(16);
    await expect(access.proveIdentity(wrong, address)).rejects.toMatchObject({ code: 'wrong-password' });
    await expect(access.proveIdentity(right, address)).rejects.toMatchObject({ code: 'too-many-requests', retryAfterSeconds: 30 });
    wait(31);
    await expect(access.proveIdentity(right, address)).resolves.toMatchObject({ status: 'proven' });
    await expect(access.proveIdentity(wrong, address)).rejects.toMatchObject({ code: 'wrong-password' });
    await expect(access.proveIdentity(right, address)).resolves.toMatchObject({ status: 'proven' });
  }, 60_000);

  it('is not locked for more than a quarter of an hour', async () => {
    const { access, wait, store } = await openTestAccess();
    await store.db.insert(loginFailures).values({ nameHash: 'other', failures: 3, lastAt: new Date('2026-11-18T00:00:00Z') });
    for (let tries = 0; tries < 14; tries += 1) {
      await expect(access.proveIdentity(wrong, address)).rejects.toMatchObject({ code: 'wrong-password' });
      wait(901);
    }
    await expect(access.proveIdentity(right, address)).resolves.toMatchObject({ status: 'proven' });
    // Failures that are a day old are forgotten.
    expect(await store.db.select().from(loginFailures)).toEqual([]);
  }, 60_000);

  it('is locked in the same way when nobody has it, and is kept nowhere', async () => {
    const { access, store } = await openTestAccess();
    const typed = { username: 'my-secret-password', password: 'x' };
    for (let tries = 0; tries < 6; tries += 1) await expect(access.proveIdentity(typed, address)).rejects.toMatchObject({ code: 'wrong-password', message: 'The username or the password is wrong' });
    await expect(access.proveIdentity(typed, address)).rejects.toMatchObject({ code: 'too-many-requests' });
    const { rows } = await store.execute("select (select json_agg(f) from login_failures f)::text || (select json_agg(a) from audit_entries a)::text as kept");
    expect(String(rows[0]?.['kept'])).not.toContain('my-secret-password');
  }, 60_000);

  it('is written down', async () => {
    const { access, audited } = await openTestAccess();
    await expect(access.proveIdentity(wrong, address)).rejects.toThrow();
    expect(await audited()).toEqual(['login.failed']);
  });
});

describe('a second factor', () => {
  async function enrolled() {
    const opened = await openTestAccess();
    const { access } = opened;
    const { caller } = await opened.person();
    const { seed, uri } = await access.factors.begin(caller);
    const code = () => totpCode(seed, opened.clock());
    return { ...opened, caller, seed, uri, code };
  }

  it('counts once a code confirms it, and then asks for one', async () => {
    const { access, caller, code, uri, wait } = await enrolled();
    expect(uri).toMatch(/^otpauth:\/\/totp\/Watchkeeper:admin\?/);
    await expect(access.proveIdentity(right, address)).resolves.toMatchObject({ status: 'proven' });
    await expect(access.factors.confirm(caller.id, '000000')).rejects.toMatchObject({ code: 'bad-request' });
    const recovery = await access.factors.confirm(caller.id, code());
    expect(recovery).toHaveLength(10);
    expect(await access.factors.state(caller.id)).toEqual({ isOn: true, recoveryCodesLeft: 10 });
    await expect(access.proveIdentity(right, address)).resolves.toEqual({ status: 'needs-code' });
    wait(60);
    await expect(access.proveIdentity({ ...right, code: code() }, address)).resolves.toMatchObject({ status: 'proven' });
    await expect(access.factors.begin(caller)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('takes each code once, and those of half a minute before and after', async () => {
    const { access, caller, code, wait } = await enrolled();
    await access.factors.confirm(caller.id, code());
    expect(await access.factors.takeCode(caller.id, code())).toBe(false);
    wait(30);
    const now = code();
    wait(30);
    expect(await access.factors.takeCode(caller.id, now)).toBe(true);
    expect(await access.factors.takeCode(caller.id, now)).toBe(false);
    const old = code();
    wait(90);
    expect(await access.factors.takeCode(caller.id, old)).toBe(false);
  });

  it('takes one code once, however many come at the same time', async () => {
    const { access, caller, code, wait } = await enrolled();
    await access.factors.confirm(caller.id, code());
    wait(60);
    const taken = await Promise.all(Array.from({ length: 8 }, () => access.factors.takeCode(caller.id, code())));
    expect(taken.filter((one) => one)).toHaveLength(1);
  });

  it('takes each recovery code once, with or without dashes, and new ones end the old', async () => {
    const { access, caller, code } = await enrolled();
    const [first = '', second = ''] = await access.factors.confirm(caller.id, code());
    expect(await access.factors.takeCode(caller.id, first)).toBe(true);
    expect(await access.factors.takeCode(caller.id, first)).toBe(false);
    expect(await access.factors.state(caller.id)).toMatchObject({ recoveryCodesLeft: 9 });
    const [renewed = ''] = await access.factors.renewRecoveryCodes(caller.id);
    expect(await access.factors.takeCode(caller.id, second)).toBe(false);
    expect(await access.factors.takeCode(caller.id, renewed.replaceAll('-', '').toUpperCase())).toBe(true);
  });

  it('slows down guesses of the code by whoever knows the password', async () => {
    const { access, caller, code, wait } = await enrolled();
    await access.factors.confirm(caller.id, code());
    wait(60);
    for (let tries = 0; tries < 6; tries += 1) {
      await access.proveIdentity(right, address);
      await expect(access.proveIdentity({ ...right, code: '000001' }, address)).rejects.toMatchObject({ code: 'wrong-password', message: 'The code is wrong' });
    }
    await expect(access.proveIdentity({ ...right, code: code() }, address)).rejects.toMatchObject({ code: 'too-many-requests' });
  }, 60_000);

  it('takes recovery codes when the key of its seed is lost', async () => {
    const { access, caller, code, store, wait } = await enrolled();
    const [recovery = ''] = await access.factors.confirm(caller.id, code());
    await store.execute("delete from vault_data_keys where field = 'second-factor'");
    await store.execute("update second_factors set seed = replace(seed, 'wk1.', 'wk1.x')");
    wait(60);
    await expect(access.factors.takeCode(caller.id, code())).rejects.toMatchObject({ code: 'vault-damaged' });
    expect(await access.factors.takeCode(caller.id, recovery)).toBe(true);
  });

  it('is kept sealed, and its recovery codes as hashes', async () => {
    const { access, caller, code, seed, store } = await enrolled();
    const codes = await access.factors.confirm(caller.id, code());
    const kept = JSON.stringify(await store.db.select().from(secondFactors));
    for (const secret of [seed, ...codes, ...codes.map((one) => one.replaceAll('-', ''))]) expect(kept).not.toContain(secret);
  });
});
