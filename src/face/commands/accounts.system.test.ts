import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { openTestSim, type TestSim } from '../../sim/open-test-sim.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';
import { runCli } from '../cli/run-cli.ts';
import { roleActions } from '../declared-actions.ts';

let sim: TestSim;
let folder: string;
const accountSchema = z.looseObject({ id: z.string(), accountId: z.string(), name: z.string(), status: z.string(), permissions: z.record(z.string(), z.string()), regions: z.array(z.string()) });

beforeEach(async () => {
  folder = await makeTestFolder();
  sim = await openTestSim({ readerActions: (await roleActions()).read });
  const { accessKeyId, secretAccessKey } = sim.world.watcher;
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sim.close();
});

const environment = () => ({ WATCHKEEPER_AWS: 'live', AWS_ENDPOINT_URL: sim.sim.url, WATCHKEEPER_DATA: join(folder, 'data') });
const run = (...words: string[]) => runCommandLine(['accounts', ...words], { environment: environment(), cwd: folder });

describe('accounts', () => {
  it('are connected, told, tried and removed by a program', { timeout: 90_000 }, async () => {
    const member = sim.member();
    const { watcher } = sim.world;
    const roleArn = `arn:aws:iam::${member.id}:role/${watcher.roleName}`;
    const added = await run('add', '--role-arn', roleArn, '--external-id', watcher.externalId, '--name', 'shop', '--tag', 'team=core', '--format', 'json');
    expect(added.exit).toBe(0);
    expect(accountSchema.parse(JSON.parse(added.out))).toMatchObject({ accountId: member.id, name: 'shop', status: 'active', permissions: { 'cloudtrail:LookupEvents': 'allowed' } });

    const listed = await run('list', '--format', 'json');
    expect(z.array(accountSchema).parse(JSON.parse(listed.out))).toMatchObject([{ name: 'shop', tags: { team: 'core' } }]);

    const regions = await run('regions', 'shop', '--format', 'json');
    expect(JSON.parse(regions.out)).toContainEqual({ region: 'me-south-1', optIn: 'not-opted-in', isWatched: false, notSeen: expect.stringContaining('not opted in') });

    const role = member.roles.get(watcher.roleName);
    member.roles.delete(watcher.roleName);
    const broken = await run('validate');
    expect(broken.exit).toBe(3);
    expect(broken.out).toContain('there is no such role');
    if (role) member.roles.set(role.name, role);

    expect(await run('remove', 'shop')).toMatchObject({ exit: 2, err: expect.stringContaining('--yes') });
    expect(await run('remove', 'shp', '--yes')).toMatchObject({ exit: 4, err: expect.stringContaining('Did you mean shop?') });
    expect((await run('remove', 'shop', '--yes')).exit).toBe(0);
    expect(JSON.parse((await run('list', '--format', 'json')).out)).toEqual([]);
  });

  it('are connected with a whole organisation', { timeout: 60_000 }, async () => {
    const { watcher, organization } = sim.world;
    const added = await run('add', '--organization', '--role-arn', `arn:aws:iam::${organization.managementAccountId}:role/${watcher.roleName}`, '--external-id', watcher.externalId, '--exclude-account', sim.member().id);
    expect(added.out).toContain(`${organization.id} is connected with ${sim.world.accounts.size - 1} accounts`);
  });

  it('are asked for on a terminal, keys last and never shown', { timeout: 60_000 }, async () => {
    const { accessKeyId, secretAccessKey, accountId } = sim.world.watcher;
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const shown: string[] = [];
    // A terminal stays open when a question has been answered.
    const output = () => Object.assign(new PassThrough().on('data', (chunk: Buffer) => shown.push(chunk.toString())), { end: () => undefined });
    const io = { stdin, stdout: output(), stderr: output(), isTerminal: false, isErrorTerminal: true, columns: 120 };
    const running = runCli({ words: ['accounts', 'add'], io, environment: environment(), cwd: folder, signal: new AbortController().signal });
    const answer = async (question: string, keys: string) => {
      await vi.waitFor(() => expect(shown.join('')).toContain(question), { timeout: 30_000 });
      await wait(50);
      stdin.write(keys);
    };
    const down = '\u001b[B';
    await answer('How does Watchkeeper get into the account?', `${down.repeat(4)}\r`);
    await answer('Number of the account', `${accountId}\r`);
    await answer('Access key id', `${accessKeyId}\r`);
    await answer('Secret access key', `${secretAccessKey}\r`);
    await answer('What do you call the account?', 'main\r');
    await answer('Regions', 'us-east-1\r');
    expect(await running).toBe(0);
    expect(shown.join('')).toContain('main (');
    expect(shown.join('')).not.toContain(secretAccessKey);
    expect((await run('list')).out).toContain('access_key');
  });
});
