import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTestFolder } from '../../../testing/make-test-folder.ts';
import { borrowTestStore, closingAfterEach } from '../../../testing/open-test-store.ts';
import { openTestVault } from '../../../testing/open-test-vault.ts';
import { startTransitServer } from '../../../testing/start-transit-server.ts';
import { vaultDataKeys } from '../tables.ts';

const open = closingAfterEach(borrowTestStore);
const place = { owner: 'credential/c1', field: 'access-key', accountId: '111122223333' };
const unreachable = { code: 'vault-unavailable', hint: expect.stringContaining('already go on') };

async function vaultOver(store: Awaited<ReturnType<typeof open>>, transit: Record<string, unknown>) {
  return (await openTestVault(store, { settings: { keyring: 'transit', transit } })).vault;
}

describe('sealing with HashiCorp Vault', () => {
  it.each([
    ['a token', async (address: string, token: string) => ({ address, token })],
    ['an AppRole', async (address: string) => ({ address, login: 'approle', roleId: 'role-id-1', secretId: 'secret-id-1' })],
    ['a Kubernetes service account', async (address: string) => {
      const serviceAccountFile = join(await makeTestFolder(), 'token');
      await writeFile(serviceAccountFile, 'pod-token-1\n');
      return { address, login: 'kubernetes', role: 'watchkeeper', serviceAccountFile };
    }],
  ])('works with %s', async (_what, settings) => {
    const server = await startTransitServer();
    const store = await open();
    const transit = await settings(server.address, server.rootToken);
    const vault = await vaultOver(store, transit);
    const sealed = await vault.sealField({ ...place, value: 'hidden' });
    expect(await (await vaultOver(store, transit)).unsealField({ ...place, sealed })).toBe('hidden');
    expect(await store.db.select({ keyRef: vaultDataKeys.keyRef }).from(vaultDataKeys)).toEqual([{ keyRef: 'transit/watchkeeper:v1' }]);
    await vault.ping();
  });

  it('names the namespace', async () => {
    const { address, rootToken: token } = await startTransitServer({ namespace: 'teams/watch' });
    const vault = await vaultOver(await open(), { address, token, namespace: 'teams/watch' });
    expect(await vault.unsealField({ ...place, sealed: await vault.sealField({ ...place, value: 'hidden' }) })).toBe('hidden');
  });

  it.each([
    ['a wrong token', { token: 'hvs.wrong' }, 'it refuses the token: permission denied'],
    ['a wrong secret id', { login: 'approle', roleId: 'role-id-1', secretId: 'wrong-secret-id' }, 'it refuses the approle login: invalid role or secret ID'],
  ])('says that %s was refused, and not the secret', async (_what, settings, because) => {
    const { address } = await startTransitServer();
    const vault = await vaultOver(await open(), { address, ...settings });
    const error: unknown = await vault.sealField({ ...place, value: 'hidden' }).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ ...unreachable, message: expect.stringContaining(because) });
    expect(JSON.stringify([error, String(error)])).not.toMatch(/wrong-secret-id|hvs\./);
  });

  it('goes on with what is open while Vault is sealed or away, says why the rest does not open, and recovers', async () => {
    const server = await startTransitServer();
    const store = await open();
    const transit = { address: server.address, token: server.rootToken };
    const vault = await vaultOver(store, transit);
    const used = await vault.sealField({ ...place, value: 'in use' });
    const idle = await vault.sealField({ ...place, value: 'not yet open' });
    const fresh = await vaultOver(store, transit);
    expect(await fresh.unsealField({ ...place, sealed: used })).toBe('in use');
    server.seal();
    expect(await fresh.unsealField({ ...place, sealed: used })).toBe('in use');
    await expect(fresh.unsealField({ ...place, sealed: idle })).rejects.toMatchObject({ ...unreachable, message: expect.stringContaining('it is sealed') });
    await expect(fresh.ping()).rejects.toMatchObject({ message: expect.stringContaining('it is sealed') });
    expect(await fresh.status()).toMatchObject({ key: null, secrets: 2, trouble: expect.stringContaining('it is sealed') });
    server.unseal();
    expect(await fresh.unsealField({ ...place, sealed: idle })).toBe('not yet open');
    await server.vanish();
    expect(await fresh.unsealField({ ...place, sealed: used })).toBe('in use');
    await expect(fresh.sealField({ ...place, value: 'new' })).rejects.toMatchObject({ ...unreachable, message: expect.stringContaining('it does not answer') });
    await server.comeBack();
    expect(await fresh.unsealField({ ...place, sealed: await fresh.sealField({ ...place, value: 'new' }) })).toBe('new');
  });

  it('opens a vault while HashiCorp Vault is away: nothing that it does not need waits for it', async () => {
    const server = await startTransitServer();
    await server.vanish();
    const vault = await vaultOver(await open(), { address: server.address, token: server.rootToken });
    await expect(vault.ping()).rejects.toMatchObject(unreachable);
  });

  it('logs in again when its token was revoked', async () => {
    const server = await startTransitServer();
    const vault = await vaultOver(await open(), { address: server.address, login: 'approle', roleId: 'role-id-1', secretId: 'secret-id-1' });
    await vault.sealField({ ...place, value: 'one' });
    server.revokeTokens();
    expect(await vault.unsealField({ ...place, sealed: await vault.sealField({ ...place, value: 'two' }) })).toBe('two');
    expect(server.logins).toEqual(['approle', 'approle']);
  });

  it('logs in once however many ask at a time', async () => {
    const server = await startTransitServer();
    const vault = await vaultOver(await open(), { address: server.address, login: 'approle', roleId: 'role-id-1', secretId: 'secret-id-1' });
    await Promise.all(Array.from({ length: 20 }, () => vault.sealField({ ...place, value: 'x' })));
    expect(server.logins).toEqual(['approle']);
  });

  it('renews its token before it ends, and logs in again when it cannot live longer', async () => {
    const server = await startTransitServer({ tokens: { ttlSeconds: 6, maxTtlSeconds: 7 } });
    const vault = await vaultOver(await open(), { address: server.address, login: 'approle', roleId: 'role-id-1', secretId: 'secret-id-1' });
    const sealed = await vault.sealField({ ...place, value: 'x' });
    await expect.poll(() => [server.renewals() > 0, server.logins.length > 1], { timeout: 15_000, interval: 200 }).toEqual([true, true]);
    expect(await vault.unsealField({ ...place, sealed })).toBe('x');
    await vault.close();
  }, 20_000);

  it('does not open what was changed in the database, nor asks elsewhere than the transit key', async () => {
    const server = await startTransitServer();
    const store = await open();
    const transit = { address: server.address, token: server.rootToken };
    const sealed = await (await vaultOver(store, transit)).sealField({ ...place, value: 'hidden' });
    const [row] = await store.db.select().from(vaultDataKeys);
    if (!row) throw new Error('there is no data key');
    const text = Buffer.from(row.wrapped);
    const flips = Array.from({ length: text.length }, (_, at) => Buffer.from(text.map((byte, i) => (i === at ? byte ^ 1 : byte))).toString('latin1'));
    const changes = [...flips.map((wrapped) => ({ wrapped })), { owner: 'other' }, { field: 'other' }, { keyRef: 'transit/../auth/token/create:v1' }, { keyRef: 'transit/other:v1' }];
    const fresh = await vaultOver(store, transit);
    for (const change of changes) {
      await store.db.update(vaultDataKeys).set({ ...row, ...change });
      await expect(fresh.unsealField({ ...place, sealed })).rejects.toMatchObject({ code: 'vault-damaged' });
    }
  });
});
