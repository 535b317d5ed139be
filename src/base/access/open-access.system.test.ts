import { expect, it } from 'vitest';
import { describeOnBothStores } from '../../testing/open-test-store.ts';
import { openTestVault } from '../../testing/open-test-vault.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { totpCode } from '../../testing/totp-code.ts';
import { openAudit } from '../audit/open-audit.ts';
import { configSchema } from '../config/config-schema.ts';
import { openAccess } from './open-access.ts';

const password = 'lemon-harbour-42-tin';
const address = '198.51.100.7';

describeOnBothStores('people and programs', (open) => {
  it('prove who they are, are locked, and end', async () => {
    const store = await open();
    let now = new Date('2026-11-20T12:00:00Z');
    const clock = () => now;
    const { vault: seals } = await openTestVault(store);
    const config = configSchema.parse({ access: { adminPassword: password }, server: { loginTriesPerMinute: 1_000 } });
    const access = await openAccess({ store, config, clock, log: quietLog, seals, audit: openAudit({ store, clock }), publicUrl: 'http://127.0.0.1' });
    const right = { username: 'admin', password };

    const proof = await access.proveIdentity(right, address);
    if (proof.status !== 'proven') throw new Error('A code was asked for');
    const { user } = proof;
    const { seed } = await access.factors.begin(user);
    const [recovery = ''] = await access.factors.confirm(user.id, totpCode(seed, now));
    expect(await access.factors.takeCode(user.id, totpCode(seed, now))).toBe(false);
    const taken = await Promise.all(Array.from({ length: 5 }, () => access.factors.takeCode(user.id, recovery)));
    expect(taken.filter((one) => one)).toHaveLength(1);
    expect(await access.factors.state(user.id)).toEqual({ isOn: true, recoveryCodesLeft: 9 });

    const tokens = await access.tokens.issue(user, { address, userAgent: '' });
    const changed = await Promise.allSettled(Array.from({ length: 5 }, () => access.tokens.refresh(tokens.refreshToken, address)));
    expect(changed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await access.tokens.check(tokens.accessToken)).toEqual({ status: 'expired' });

    const wrong = await Promise.allSettled(Array.from({ length: 12 }, () => access.proveIdentity({ ...right, password: 'not-the-password' }, address)));
    const codes = wrong.map((one) => (one.status === 'rejected' ? String(Reflect.get(Object(one.reason), 'code')) : 'proven'));
    expect(codes.filter((code) => code === 'wrong-password')).toHaveLength(6);
    expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(6);
    now = new Date(now.getTime() + 60_000);
    expect(await access.proveIdentity({ ...right, code: totpCode(seed, now) }, address)).toMatchObject({ status: 'proven' });

    const vera = await access.users.create({ username: 'vera', name: 'Vera', role: 'viewer', accounts: ['111122223333'], password });
    expect(await access.users.list()).toMatchObject([{ username: 'admin', accounts: 'all', hasSecondFactor: true }, { username: 'vera', accounts: ['111122223333'], hasSecondFactor: false }]);
    await access.users.change(vera.id, { accounts: 'all' });
    expect(await access.users.find(vera.id)).toMatchObject({ accounts: 'all' });
    await expect(access.users.change(user.id, { accounts: ['111122223333'] })).rejects.toMatchObject({ code: 'conflict' });
  }, 60_000);
});
