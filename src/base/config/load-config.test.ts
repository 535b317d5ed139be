import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { loadConfig, type ConfigSources } from './load-config.ts';
import { redact } from './redact.ts';

interface Given extends Partial<ConfigSources> {
  readonly yaml?: string;
}

async function load({ yaml, ...sources }: Given = {}) {
  const cwd = await makeTestFolder();
  if (yaml !== undefined) await writeFile(join(cwd, 'watchkeeper.yaml'), yaml);
  return loadConfig({ environment: {}, cwd, ...sources });
}

async function refusal(given: Given): Promise<{ code: string; message: string }> {
  const error: unknown = await load(given).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return { code: String(Reflect.get(Object(error), 'code')), message: String(Reflect.get(Object(error), 'message')) };
}

describe('a setting', () => {
  const yaml = 'server:\n  port: 8001\n';
  const environment = { WATCHKEEPER_PORT: '8002' };
  const args = { 'server.port': { value: 8003, name: '--port' } };

  it.each([
    ['its default', {}, { value: 8000, origin: 'default', from: undefined }],
    ['the file over its default', { yaml }, { value: 8001, origin: 'file', from: 'watchkeeper.yaml:2' }],
    ['the environment over the file', { yaml, environment }, { value: 8002, origin: 'environment', from: 'WATCHKEEPER_PORT' }],
    ['an argument over all', { yaml, environment, args }, { value: 8003, origin: 'argument', from: '--port' }],
    ['the file over an empty variable', { yaml, environment: { WATCHKEEPER_PORT: '' } }, { value: 8001, origin: 'file', from: 'watchkeeper.yaml:2' }],
  ])('comes from %s', async (_what, given, told) => {
    const { config, settings } = await load(given);
    expect(settings.find(({ key }) => key === 'server.port')).toMatchObject(told);
    expect(config.server.port).toBe(told.value);
  });

  it('is read from a file that is named', async () => {
    const folder = await makeTestFolder();
    await writeFile(join(folder, 'other.yaml'), 'log: { level: error }');
    const { config } = await load({ file: join(folder, 'other.yaml') });
    expect(config.log.level).toBe('error');
  });
});

describe('what is wrong names its key, what was given and what is allowed:', () => {
  it.each([
    ['a number out of range', { environment: { WATCHKEEPER_PORT: '70000' } }, ['server.port (WATCHKEEPER_PORT) is 70000', 'from 0 to 65535']],
    ['text for a number', { environment: { WATCHKEEPER_PORT: 'eighty' } }, ['server.port (WATCHKEEPER_PORT) is "eighty"', 'a whole number']],
    ['a word that is no choice', { yaml: 'aws:\n  mode: pretend\n' }, ['aws.mode (watchkeeper.yaml:2) is "pretend"', 'demo, live']],
    ['a duration without a unit', { yaml: 'agents:\n  every: 60\n' }, ['agents.every (watchkeeper.yaml:2) is 60']],
    ['a mistyped name', { yaml: 'server:\n  prot: 8000\n' }, ['server.prot (watchkeeper.yaml:2) is not a setting', 'did you mean "port"?']],
    ['a mistyped group', { yaml: 'sever:\n  port: 8000\n' }, ['sever (watchkeeper.yaml:1) is not a setting', 'did you mean "server"?']],
    ['a value where a group belongs', { yaml: 'server: 8000\n' }, ['server (watchkeeper.yaml:1) must be a group of settings, not 8000']],
    ['an account with half an id', { yaml: 'accounts:\n  - { accountId: "123", name: a, regions: [us-east-1] }\n' }, ['accounts.0.accountId', '12 digits']],
    ['two things at once', { yaml: 'server: { port: -1 }\nlog: { level: loud }\n' }, ['server.port', 'log.level']],
  ])('%s', async (_what, given, told) => {
    const { code, message } = await refusal(given);
    expect(code).toBe('bad-config');
    for (const part of told) expect(message).toContain(part);
  });

  it('a secret is never shown, not even a wrong one', async () => {
    const { message } = await refusal({ environment: { WATCHKEEPER_ADMIN_TOKEN: 'short-secret' } });
    expect(message).toContain('access.adminToken (WATCHKEEPER_ADMIN_TOKEN) is not valid');
    expect(message).not.toContain('short-secret');
  });
});

describe('a file', () => {
  it('that is no YAML is refused with its line', async () => {
    expect(await refusal({ yaml: 'server:\n  port: [1\n' })).toMatchObject({ code: 'bad-config', message: expect.stringMatching(/^watchkeeper\.yaml:\d+:\d+ is not valid YAML/) });
  });

  it('that was named and is not there is refused', async () => {
    expect(await refusal({ file: 'gone.yaml' })).toMatchObject({ code: 'unreadable-file', message: 'The configuration file gone.yaml cannot be read: it does not exist' });
  });

  it('that is a folder is refused', async () => {
    expect(await refusal({ file: '.' })).toMatchObject({ code: 'unreadable-file', message: expect.stringContaining('it is a folder') });
  });
});

it('a mistyped variable is warned of', async () => {
  const { warnings } = await load({ environment: { WATCHKEEPER_PROT: '8000' } });
  expect(warnings).toEqual(['The environment variable WATCHKEEPER_PROT is not a setting; did you mean WATCHKEEPER_PORT?']);
});

describe('secrets', () => {
  it('and the password of an address are what must not be logged', async () => {
    const { secrets } = await load({ environment: { WATCHKEEPER_ADMIN_TOKEN: 'a-token-of-16-letters', DATABASE_URL: 'postgres://me:p%40ss@db/watch' } });
    expect(secrets).toEqual(expect.arrayContaining(['a-token-of-16-letters', 'p%40ss', 'p@ss']));
  });

  it.each([
    ['a-token', true, '[redacted]'],
    ['postgres://me:pass@db:5432/watch', true, 'postgres://me:[redacted]@db:5432/watch'],
    ['https://host/hook?token=abc&a=1', false, 'https://host/hook?token=[redacted]&a=1'],
    ['plain', false, 'plain'],
  ])('%s (secret: %s) is shown as %s', (value, isSecret, shown) => {
    expect(redact(value, isSecret)).toBe(shown);
  });
});
