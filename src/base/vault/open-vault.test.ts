import { readFile, rm, stat, writeFile, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { borrowTestStore, closingAfterEach } from '../../testing/open-test-store.ts';
import { openTestVault } from '../../testing/open-test-vault.ts';
import { vaultDataKeys } from './tables.ts';

const open = closingAfterEach(borrowTestStore);
const place = { owner: 'credential/c1', field: 'access-key', accountId: '111122223333', version: 3 };
const marked = 'MARKED-SECRET-0123456789-äöü';

describe('the vault', () => {
  it('opens what it sealed, in the place that it was sealed for, after a restart as well', async () => {
    const store = await open();
    const folder = await makeTestFolder();
    const { vault } = await openTestVault(store, { folder });
    const sealed = await vault.sealField({ ...place, value: marked });
    expect(await vault.unsealField({ ...place, sealed })).toBe(marked);
    const again = await openTestVault(store, { folder });
    expect(await again.vault.unsealField({ ...place, sealed })).toBe(marked);
    expect(await again.vault.sealField({ ...place, value: marked })).not.toBe(sealed);
  });

  it.each([
    ['another owner', { owner: 'credential/c2' }],
    ['another account', { accountId: '444455556666' }],
    ['no account', { accountId: null }],
    ['another field', { field: 'session-token' }],
    ['another version', { version: 2 }],
  ])('does not open for %s', async (_what, other) => {
    const { vault } = await openTestVault(await open());
    const sealed = await vault.sealField({ ...place, value: marked });
    await expect(vault.unsealField({ ...place, ...other, sealed })).rejects.toMatchObject({ code: 'vault-damaged' });
  });

  it('does not open when any bit of the sealed text is another', async () => {
    const { vault } = await openTestVault(await open());
    const sealed = await vault.sealField({ ...place, value: 'short' });
    const opened: string[] = [];
    for (const flipped of everyFlip(sealed)) {
      await vault.unsealField({ ...place, sealed: flipped }).then(
        () => opened.push(flipped),
        (error: unknown) => expect(error).toMatchObject({ code: 'vault-damaged' }),
      );
    }
    expect(opened).toEqual([]);
  });

  it('does not open when any bit of the data key, or of what it is bound to, is another', async () => {
    const store = await open();
    const folder = await makeTestFolder();
    const { vault } = await openTestVault(store, { folder });
    const sealed = await vault.sealField({ ...place, value: marked });
    const [row] = await store.db.select().from(vaultDataKeys);
    if (!row) throw new Error('there is no data key');
    const changes = [...everyFlip(row.wrapped).map((wrapped) => ({ wrapped })), { owner: 'credential/c2' }, { field: 'other' }, ...everyFlip(row.keyRef).map((keyRef) => ({ keyRef }))];
    const { vault: fresh } = await openTestVault(store, { folder });
    for (const change of changes) {
      await store.db.update(vaultDataKeys).set({ ...row, ...change });
      await expect(fresh.unsealField({ ...place, sealed })).rejects.toMatchObject({ code: expect.stringMatching(/^vault-(damaged|key-lost)$/) });
    }
    await store.db.update(vaultDataKeys).set(row);
    expect(await fresh.unsealField({ ...place, sealed })).toBe(marked);
  });

  it('does not open when rows have changed places', async () => {
    const store = await open();
    const folder = await makeTestFolder();
    const { vault } = await openTestVault(store, { folder });
    const one = await vault.sealField({ ...place, value: 'one' });
    const two = await vault.sealField({ ...place, value: 'two' });
    const [first, second] = await store.db.select().from(vaultDataKeys);
    if (!first || !second) throw new Error('there are not two data keys');
    await store.db.update(vaultDataKeys).set({ wrapped: second.wrapped }).where(eq(vaultDataKeys.id, first.id));
    await store.db.update(vaultDataKeys).set({ wrapped: first.wrapped }).where(eq(vaultDataKeys.id, second.id));
    const { vault: fresh } = await openTestVault(store, { folder });
    await expect(fresh.unsealField({ ...place, sealed: one })).rejects.toMatchObject({ code: 'vault-damaged' });
    await expect(fresh.unsealField({ ...place, sealed: two })).rejects.toMatchObject({ code: 'vault-damaged' });
  });

  it('does not open one secret with the text of another, though both are whole', async () => {
    const { vault } = await openTestVault(await open());
    const one = await vault.sealField({ ...place, value: 'one' });
    const two = await vault.sealField({ ...place, value: 'two' });
    const [, , hidden] = two.split('.');
    const [version, id] = one.split('.');
    await expect(vault.unsealField({ ...place, sealed: [version, id, hidden].join('.') })).rejects.toMatchObject({ code: 'vault-damaged' });
  });

  it('says nothing of the secret where it fails, and keeps nothing readable', async () => {
    const store = await open();
    const { vault } = await openTestVault(store);
    const sealed = await vault.sealField({ ...place, value: marked });
    expect(sealed).not.toContain('MARKED');
    expect(JSON.stringify(await store.db.select().from(vaultDataKeys))).not.toContain('MARKED');
    const error: unknown = await vault.unsealField({ ...place, field: 'other', sealed }).catch((failure: unknown) => failure);
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain('MARKED');
  });

  it('forgets for good', async () => {
    const store = await open();
    const { vault } = await openTestVault(store);
    const sealed = await vault.sealField({ ...place, value: marked });
    await vault.forget([sealed]);
    await expect(vault.unsealField({ ...place, sealed })).rejects.toMatchObject({ code: 'vault-damaged' });
    expect(await store.db.$count(vaultDataKeys)).toBe(0);
  });
});

describe('the key file', () => {
  it('is made at the first start, for nobody else to read', async () => {
    const folder = await makeTestFolder();
    await openTestVault(await open(), { folder });
    expect((await stat(join(folder, 'vault-keys.json'))).mode & 0o777).toBe(0o600);
  });

  it('is closed to others when it was open', async () => {
    const folder = await makeTestFolder();
    const store = await open();
    await openTestVault(store, { folder });
    await chmod(join(folder, 'vault-keys.json'), 0o644);
    await openTestVault(store, { folder });
    expect((await stat(join(folder, 'vault-keys.json'))).mode & 0o777).toBe(0o600);
  });

  it('is made once when several start together', async () => {
    const store = await open();
    const folder = await makeTestFolder();
    const opened = await Promise.all(Array.from({ length: 5 }, () => openTestVault(store, { folder })));
    const sealed = await Promise.all(opened.map(({ vault }) => vault.sealField({ ...place, value: marked })));
    const { vault } = await openTestVault(store, { folder });
    for (const text of sealed) expect(await vault.unsealField({ ...place, sealed: text })).toBe(marked);
  });

  it.each([
    ['is missing', (file: string) => rm(file), /is missing\. The secrets .* can only be read with it/],
    ['is that of another', async (file: string) => {
      const folder = await makeTestFolder();
      await openTestVault(await open(), { folder });
      await writeFile(file, await readFile(join(folder, 'vault-keys.json')));
    }, /is not the one that the secrets of this database were sealed with/],
    ['is cut off', async (file: string) => writeFile(file, (await readFile(file, 'utf8')).slice(0, 200)), /is damaged/],
    ['holds a key that is not the one it names', async (file: string) => {
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace(/"key": "(.)/, (_all, first: string) => `"key": "${first === 'A' ? 'B' : 'A'}`));
    }, /is damaged/],
  ])('that %s keeps it from starting, and says what that means', async (_what, spoil, message) => {
    const store = await open();
    const folder = await makeTestFolder();
    const { vault } = await openTestVault(store, { folder });
    await vault.sealField({ ...place, value: marked });
    await spoil(join(folder, 'vault-keys.json'));
    await expect(openTestVault(store, { folder })).rejects.toMatchObject({ code: 'vault-key-lost', message: expect.stringMatching(message), hint: expect.stringMatching(/copy/) });
  });

  it('is made anew while nothing is sealed', async () => {
    const store = await open();
    const folder = await makeTestFolder();
    await openTestVault(store, { folder });
    await rm(join(folder, 'vault-keys.json'));
    const { vault } = await openTestVault(store, { folder });
    expect(await vault.unsealField({ ...place, sealed: await vault.sealField({ ...place, value: marked }) })).toBe(marked);
  });
});

/** The text with each of its bits turned, one at a time. */
function everyFlip(text: string): string[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return flipped.toString('latin1');
  }).filter((flipped) => !flipped.includes('\0'));
}
