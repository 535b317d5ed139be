import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { openTestSim, type TestSim } from '../../sim/open-test-sim.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';
import { roleActions } from '../declared-actions.ts';

let sim: TestSim;
let folder: string;

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
  it('have nothing to do with the demonstration', async () => {
    expect(await runCommandLine(['accounts', 'list'], { environment: { WATCHKEEPER_DATA: join(folder, 'data') }, cwd: folder })).toMatchObject({ exit: 2, err: expect.stringContaining('WATCHKEEPER_AWS=live') });
  });

  it.each([
    [['add'], /needs to know how to get into the account/],
    [['regions'], /is about one account/],
    [['list', '--format', 'terraform'], /is for template/],
  ])('say what is missing: %j', async (words, message) => {
    expect(await run(...words)).toMatchObject({ exit: 2, err: expect.stringMatching(message) });
  });
});

describe('the template', () => {
  it('is printed by itself, for the identity that Watchkeeper has', async () => {
    const { out, err, exit } = await run('template', '--format', 'cloudformation', '--trail-bucket', 'logs/AWSLogs');
    expect(exit).toBe(0);
    expect(err).toContain('aws cloudformation deploy');
    expect(parse(out)).toMatchObject({ Parameters: { Principal: { Default: `arn:aws:iam::${sim.world.watcher.accountId}:user/watchkeeper` } } });
    expect(out).toContain('arn:aws:s3:::logs/AWSLogs/*');
  });

  it.each([
    ['terraform', 'resource "aws_iam_role" "watchkeeper_read"'],
    ['stackset', 'AWS::CloudFormation::StackSet'],
  ])('comes for %s as well', async (format, part) => {
    expect((await run('template', '--format', format)).out).toContain(part);
  });

  it('refuses a bucket that is none', async () => {
    expect(await run('template', '--trail-bucket', 'NO')).toMatchObject({ exit: 2, err: expect.stringContaining('--trail-bucket') });
  });
});
