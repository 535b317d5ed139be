import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { borrowTestStore, closingAfterEach } from '../../testing/open-test-store.ts';
import { openTestVault } from '../../testing/open-test-vault.ts';
import { startTransitServer } from '../../testing/start-transit-server.ts';
import { testKms } from '../../testing/test-kms.ts';
import type { Store } from '../store/store.ts';
import { vaultDataKeys } from './tables.ts';
import type { Vault } from './vault.ts';

const open = closingAfterEach(borrowTestStore);
const placeOf = (i: number) => ({ owner: `credential/c${i}`, field: 'access-key', accountId: '111122223333' });

async function sealMany(vault: Vault, count: number): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => vault.sealField({ ...placeOf(i), value: `secret ${i}` })));
}

async function openAll(vault: Vault, sealed: readonly string[], from = 0): Promise<void> {
  const opened = await Promise.all(sealed.slice(from).map((text, i) => vault.unsealField({ ...placeOf(from + i), sealed: text })));
  expect(opened).toEqual(opened.map((_, i) => `secret ${from + i}`));
}

async function keysUsed(store: Store): Promise<string[]> {
  return [...new Set((await store.db.select().from(vaultDataKeys)).map(({ keyring, keyRef }) => `${keyring} ${keyRef}`))].sort();
}

describe('sealing with another key', () => {
  it('moves everything to a new key of the file, while all of it is read', async () => {
    const store = await open();
    const folder = await makeTestFolder();
    const { vault } = await openTestVault(store, { folder });
    const sealed = await sealMany(vault, 250);
    const [before] = await keysUsed(store);
    const other = await openTestVault(store, { folder });
    let isDone = false;
    let readings = 0;
    const reading = (async () => {
      while (!isDone) {
        const { vault: reader } = await openTestVault(store, { folder });
        await openAll(reader, sealed, 200);
        readings += 1;
      }
    })();
    const progress: number[] = [];
    const result = await vault.rewrap({ newKey: true, onProgress: (done) => progress.push(done) });
    isDone = true;
    await reading;
    expect(result).toMatchObject({ rewrapped: 250, unchanged: 0, failed: [] });
    expect(progress.at(-1)).toBe(250);
    expect(readings).toBeGreaterThan(0);
    expect(await keysUsed(store)).toEqual([`local ${result.to}`]);
    expect(`local ${result.to}`).not.toBe(before);
    // Opened before the key was made: it finds it in the file.
    await openAll(other.vault, sealed);
    expect(await vault.rewrap({})).toMatchObject({ rewrapped: 0, unchanged: 250 });
  });

  it('goes on where it stopped', async () => {
    const store = await open();
    const { vault } = await openTestVault(store);
    const sealed = await sealMany(vault, 450);
    const stop = new AbortController();
    const stopped = vault.rewrap({ newKey: true, signal: stop.signal, onProgress: () => stop.abort(new Error('stopped')) });
    await expect(stopped).rejects.toThrow('stopped');
    expect(await keysUsed(store)).toHaveLength(2);
    await openAll(vault, sealed);
    expect(await vault.rewrap({})).toMatchObject({ rewrapped: 250, unchanged: 200, failed: [] });
    expect(await keysUsed(store)).toHaveLength(1);
  });

  it('goes from the file to HashiCorp Vault, to its next version, to AWS KMS and back', async () => {
    const store = await open();
    const folder = await makeTestFolder();
    const server = await startTransitServer();
    const kms = await testKms();
    const { KeyMetadata } = await kms.administrator.send(new CreateKeyCommand({}));
    const keyArn = KeyMetadata?.Arn ?? '';
    const settings = { transit: { address: server.address, token: server.rootToken }, kms: { keyArn } };
    const { vault } = await openTestVault(store, { folder, settings, openKms: kms.open });
    const sealed = await sealMany(vault, 5);
    expect(await vault.rewrap({ to: 'transit' })).toMatchObject({ to: 'transit/watchkeeper:v1', rewrapped: 5 });
    expect(await vault.rewrap({ to: 'transit', newKey: true })).toMatchObject({ to: 'transit/watchkeeper:v2', rewrapped: 5 });
    await openAll((await openTestVault(store, { folder, settings: { ...settings, keyring: 'transit' }, openKms: kms.open })).vault, sealed);
    expect(await vault.rewrap({ to: 'kms' })).toMatchObject({ to: keyArn, rewrapped: 5 });
    const { vault: kmsVault } = await openTestVault(store, { settings: { ...settings, keyring: 'kms' }, openKms: kms.open });
    await openAll(kmsVault, sealed);
    expect(await kmsVault.status()).toMatchObject({ keyring: 'kms', key: keyArn, secrets: 5, byKey: [{ keyring: 'kms', key: keyArn, secrets: 5, isNamed: true }], trouble: null });
    await expect(kmsVault.rewrap({ newKey: true })).rejects.toMatchObject({ code: 'bad-request' });
    expect(await vault.rewrap({ to: 'local' })).toMatchObject({ rewrapped: 5 });
    await openAll((await openTestVault(store, { folder })).vault, sealed);
  });

  it('says what it could not move, moves the rest, and refuses what the settings do not name', async () => {
    const store = await open();
    const { vault } = await openTestVault(store);
    const sealed = await sealMany(vault, 3);
    const [row] = await store.db.select().from(vaultDataKeys).orderBy(vaultDataKeys.owner);
    await store.db.insert(vaultDataKeys).values({ ...(row ?? fail()), id: 'zz', owner: 'credential/broken' });
    expect(await vault.rewrap({ newKey: true })).toMatchObject({ rewrapped: 3, failed: [{ owner: 'credential/broken', field: 'access-key', because: expect.stringContaining('does not open') }] });
    await openAll(vault, sealed);
    await expect(vault.rewrap({ to: 'kms' })).rejects.toMatchObject({ code: 'bad-config', hint: expect.stringContaining('vault.kms.keyArn') });
  });
});

describe('sealing with AWS KMS', () => {
  it('binds each data key to what it is for, by the encryption context', async () => {
    const store = await open();
    const kms = await testKms();
    const { KeyMetadata } = await kms.administrator.send(new CreateKeyCommand({}));
    const settings = { keyring: 'kms', kms: { keyArn: KeyMetadata?.Arn ?? '' } };
    const { vault } = await openTestVault(store, { settings, openKms: kms.open });
    const [sealed = ''] = await sealMany(vault, 1);
    const [row] = await store.db.select().from(vaultDataKeys);
    const wrapped = row?.wrapped ?? '';
    const flips = Array.from({ length: wrapped.length }, (_, at) => `${wrapped.slice(0, at)}${wrapped[at] === 'A' ? 'B' : 'A'}${wrapped.slice(at + 1)}`);
    for (const change of [{ owner: 'credential/c9' }, { field: 'other' }, { keyRef: (row?.keyRef ?? '').replace(/:\d{12}:/, ':999999999999:') }, ...flips.map((flip) => ({ wrapped: flip }))]) {
      await store.db.update(vaultDataKeys).set({ ...row, ...change });
      const { vault: fresh } = await openTestVault(store, { settings, openKms: kms.open });
      await expect(fresh.unsealField({ ...placeOf(0), sealed })).rejects.toMatchObject({ code: 'vault-damaged' });
    }
  });

  it('says what is wrong with the key, goes on with what is open, and recovers', async () => {
    const store = await open();
    const kms = await testKms();
    const { KeyMetadata } = await kms.administrator.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.Arn ?? '';
    const settings = { keyring: 'kms', kms: { keyArn: KeyId } };
    const sealed = await sealMany((await openTestVault(store, { settings, openKms: kms.open })).vault, 2);
    const { vault } = await openTestVault(store, { settings, openKms: kms.open });
    const [first = '', second = ''] = sealed;
    await vault.unsealField({ ...placeOf(0), sealed: first });
    await kms.administrator.send(new DisableKeyCommand({ KeyId }));
    expect(await vault.unsealField({ ...placeOf(0), sealed: first })).toBe('secret 0');
    await expect(vault.unsealField({ ...placeOf(1), sealed: second })).rejects.toMatchObject({ code: 'vault-unavailable', message: expect.stringContaining('is disabled') });
    await expect(vault.ping()).rejects.toMatchObject({ code: 'vault-unavailable' });
    await kms.administrator.send(new EnableKeyCommand({ KeyId }));
    await openAll(vault, sealed);
  });

  it('is told when it may not use the key', async () => {
    const kms = await testKms({ mayUse: false });
    const { KeyMetadata } = await kms.administrator.send(new CreateKeyCommand({}));
    const { vault } = await openTestVault(await open(), { settings: { keyring: 'kms', kms: { keyArn: KeyMetadata?.Arn ?? '' } }, openKms: kms.open });
    await expect(vault.sealField({ ...placeOf(0), value: 'x' })).rejects.toMatchObject({ code: 'vault-unavailable', message: expect.stringContaining('kms:GenerateDataKey is not allowed') });
  });
});

function fail(): never {
  throw new Error('there is no data key');
}
