import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accessSecret } from '../../base/access/access-secret.ts';
import { inSecretsFolder, makeSecretsFolder } from '../../testing/make-secrets-folder.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';

const place = { owner: 'credential/c1', field: 'access-key' };

describe('watchkeeper vault', () => {
  it('shows what secrets are sealed with and seals them with a new key', async () => {
    let sealed = '';
    const data = await makeSecretsFolder(async ({ vault }) => {
      sealed = await vault.sealField({ ...place, value: 'hidden' });
    });
    const before = await runCommandLine(['vault', 'status', '--data', data]);
    expect(before).toMatchObject({ exit: 0, out: expect.stringMatching(/^New secrets are sealed with local ([0-9a-f]{16})\.\n2 secrets are sealed:\n {7}2 {2}local \1\n$/) });
    expect(await runCommandLine(['vault', 'rewrap', '--new-key', '--data', data])).toMatchObject({ exit: 0, out: expect.stringMatching(/^2 sealed anew with [0-9a-f]{16}, 0 were already, 0 failed\./) });
    expect((await runCommandLine(['vault', 'status', '--data', data])).out).not.toBe(before.out);
    await inSecretsFolder(data, async ({ vault }) => expect(await vault.unsealField({ ...place, sealed })).toBe('hidden'));
    expect((await runCommandLine(['audit', 'list', '--data', data, '--action', 'vault'])).out).toContain('vault.rewrapped');
    expect(await runCommandLine(['vault', 'rewrap', '--to', 'kms', '--data', data])).toMatchObject({ exit: 2, err: expect.stringContaining('vault.kms.keyArn') });
  }, 240_000);

  it('forgets secrets whose key is lost, when it is told to, and nothing before', async () => {
    const data = await makeSecretsFolder(async ({ vault, store }) => {
      await vault.sealField({ ...place, value: 'hidden' });
      await accessSecret({ store, seals: vault }, 'cookies');
    });
    await rename(join(data, 'vault-keys.json'), join(data, 'elsewhere.json'));
    expect(await runCommandLine(['vault', 'status', '--data', data])).toMatchObject({ exit: 2, err: expect.stringMatching(/is missing\. The secrets .*can only be read with it[^]*vault forget/) });
    expect(await runCommandLine(['vault', 'forget', '--data', data])).toMatchObject({ exit: 2, err: expect.stringMatching(/3 secrets would be forgotten for good:[^]*access-key of credential\/c1[^]*--yes/) });
    await rename(join(data, 'elsewhere.json'), join(data, 'vault-keys.json'));
    expect(await runCommandLine(['vault', 'forget', '--data', data])).toMatchObject({ exit: 0, out: 'No secret has lost its key.\n' });
    await rm(join(data, 'vault-keys.json'));
    expect(await runCommandLine(['vault', 'forget', '--yes', '--data', data])).toMatchObject({ exit: 0, out: expect.stringContaining('3 secrets are forgotten') });
    await inSecretsFolder(data, async ({ vault, store }) => expect(await accessSecret({ store, seals: vault }, 'cookies')).toMatch(/^[\w-]{43}$/));
    expect(await runCommandLine(['audit', 'verify', '--data', data])).toMatchObject({ exit: 0, out: expect.stringContaining('Its end is signed.') });
    expect((await runCommandLine(['audit', 'list', '--data', data, '--format', 'json'])).out).toContain('vault.lost-secrets-forgotten');
  }, 240_000);
});
