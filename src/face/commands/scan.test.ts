import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../core/clock.ts';
import { switchTrail } from '../../sim/delivery/switch-trail.ts';
import { openTestSim, type TestCredentials, type TestSim } from '../../sim/open-test-sim.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';
import { runCli } from '../cli/run-cli.ts';
import type { Io } from '../cli/io.ts';
import { declaredActions } from '../declared-actions.ts';

const findingSchema = z.looseObject({ id: z.string(), severity: z.string(), principal: z.string().nullable(), eventIds: z.array(z.string()), times: z.number() });
const partSchema = z.looseObject({ id: z.string(), seen: z.array(z.string()), findings: z.array(findingSchema), gaps: z.array(z.looseObject({ reason: z.string(), region: z.string(), action: z.string().nullable() })) });
const reportSchema = z.looseObject({ accounts: z.array(z.looseObject({ accountId: z.string(), regions: z.array(z.string()), parts: z.array(partSchema) })) });
const actions = await declaredActions();

let opened: TestSim | undefined;
beforeEach(async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', await makeTestFolder());
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await opened?.close();
  opened = undefined;
});

/** An account in which a key has leaked an hour ago, at the present time. */
async function leakedKey(readerActions: readonly string[] = actions) {
  const now = new Date();
  const test = await openTestSim({ accounts: 4, startedAt: now, clock: systemClock, readerActions, plan: [{ storyId: 'leaked-key', startsAt: new Date(now.getTime() - 3_600_000) }] });
  opened = test;
  const [truth] = test.world.truth;
  const account = test.world.accounts.get(truth?.accountId ?? '');
  if (!truth || !account) throw new Error('The story was not planted');
  return { test, truth, account, reader: await test.reader(account) };
}

function use({ accessKeyId, secretAccessKey, sessionToken }: TestCredentials) {
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken);
}

/** Where it happened. */
const at = ({ steps }: { readonly steps: readonly { readonly region: string }[] }) => [...new Set(steps.map(({ region }) => region))].flatMap((region) => ['--region', region]).concat('--since', '100m');

function textOf(stream: PassThrough): () => string {
  const parts: string[] = [];
  stream.on('data', (part: Buffer) => parts.push(part.toString()));
  return () => parts.join('');
}

/** `typed` is what a person at the terminal answers to each question; without it nobody is there. */
async function scan(words: readonly string[], typed?: readonly (readonly [question: string, answer: string])[], more: Readonly<Record<string, string>> = {}) {
  const stdin = Object.assign(new PassThrough(), { isTTY: typed !== undefined, setRawMode: () => undefined });
  const stdout = new PassThrough();
  // As that of a process, it stays open whoever has written to it.
  const stderr = Object.assign(new PassThrough(), { end: () => stderr });
  const io: Io = { stdin, stdout, stderr, isTerminal: false, isErrorTerminal: typed !== undefined, columns: 100 };
  const [out, err] = [textOf(stdout), textOf(stderr)];
  const running = runCli({ words: ['scan', ...words], io, environment: { AWS_ENDPOINT_URL: opened?.sim.url ?? '', ...more }, cwd: '/', signal: new AbortController().signal });
  for (const [question, answer] of typed ?? []) {
    await vi.waitUntil(() => err().includes(question), { timeout: 10_000 });
    await wait(50);
    stdin.write(`${answer}\r`);
  }
  const exit = await running;
  return { exit, out: out(), err: err(), report: () => reportSchema.parse(JSON.parse(out())).accounts[0] };
}

describe('watchkeeper scan', () => {
  it('finds what happened, by whom, with its events, and ends with 1 where it is asked to', async () => {
    const { account, reader, truth } = await leakedKey();
    use(reader);
    const { exit, report } = await scan(['--format', 'json', '--fail-on', 'high', ...at(truth)]);
    expect(exit).toBe(1);
    const seen = report();
    expect(seen).toMatchObject({ accountId: account.id, parts: [{ id: 'trails', gaps: [] }, { id: 'activity', gaps: [] }] });
    const findings = seen?.parts.flatMap((part) => part.findings) ?? [];
    expect(findings.some(({ severity, principal }) => severity === 'high' && principal === truth.principal)).toBe(true);
    const planted = new Set(truth.steps.map(({ eventId }) => eventId));
    expect(findings.some(({ eventIds }) => eventIds.some((id) => planted.has(id)))).toBe(true);
  });

  it('tells a person in one report: what, who, when, why and what to do', async () => {
    const { reader, truth } = await leakedKey();
    use(reader);
    const { exit, out } = await scan(at(truth));
    expect(exit).toBe(0);
    expect(out).toMatch(/HIGH|CRITICAL/);
    expect(out).toContain(truth.principal);
    expect(out).toContain('Why:');
    expect(out).toMatch(/Found: .* Took \d+\.\d s\./);
  });

  it('shows what it may not see as not seen, and never as all good', async () => {
    const { reader } = await leakedKey(['cloudtrail:LookupEvents']);
    use(reader);
    const { exit, out, err, report } = await scan(['--format', 'json', '--region', 'us-east-1', '--since', '30m']);
    expect({ exit, err }).toMatchObject({ exit: 3 });
    expect(report()?.parts.find(({ id }) => id === 'trails')).toMatchObject({ findings: [], gaps: [{ reason: 'access-denied', action: 'cloudtrail:DescribeTrails' }] });
    expect(out).not.toContain('nothing to report');
    expect((await scan(['--region', 'us-east-1', '--since', '30m'])).out).toContain('NOT SEEN');
  });

  it('looks at every region that is switched on, and says where it may not look', async () => {
    const { reader, account } = await leakedKey();
    use(reader);
    const seen = (await scan(['--format', 'json', '--since', '10m'])).report();
    expect(seen?.regions).toEqual([...account.regions.values()].filter(({ isEnabled }) => isEnabled).map(({ name }) => name).sort());
    expect(seen?.parts.find(({ id }) => id === 'activity')?.gaps).toMatchObject([{ reason: 'access-denied', region: 'ap-southeast-2' }]);
  });

  it('tells of a trail that is switched off', async () => {
    const { account, reader, test } = await leakedKey();
    const trail = [...account.regions.values()].flatMap(({ trails }) => trails)[0];
    if (trail) switchTrail(trail, { isLogging: false, at: test.world.clock() });
    use(reader);
    const findings = (await scan(['--format', 'json', '--since', '10m'])).report()?.parts.find(({ id }) => id === 'trails')?.findings;
    expect(findings?.map(({ id }) => id)).toContain('scan/trail-stopped');
  });

  it('reports in time what it has, and the rest as not seen', async () => {
    const { reader } = await leakedKey();
    use(reader);
    const begin = performance.now();
    const { exit, report } = await scan(['--format', 'json', '--since', '90d', '--pages', '5000', '--time-limit', '3']);
    expect(performance.now() - begin).toBeLessThan(15_000);
    expect(exit).toBe(3);
    expect(report()?.parts.find(({ id }) => id === 'activity')?.gaps).toContainEqual(expect.objectContaining({ reason: 'cancelled' }));
  });

  it('asks for keys where there are none, shows nothing of them, and uses them', async () => {
    const { reader, account } = await leakedKey();
    const { exit, out, err } = await scan(['--region', 'us-east-1', '--since', '30m'], [['Access key id', reader.accessKeyId], ['Secret access key', reader.secretAccessKey], ['Session token', reader.sessionToken ?? '']]);
    expect({ exit, err }).toMatchObject({ exit: 0 });
    expect(out).toContain(account.id);
    for (const secret of [reader.secretAccessKey, reader.sessionToken ?? '-']) expect(out + err).not.toContain(secret);
  });

  it('offers to keep a lasting key in the vault, and then the watch knows the account', { timeout: 60_000 }, async () => {
    const { test } = await leakedKey();
    const { accessKeyId, secretAccessKey, accountId } = test.world.watcher;
    const folder = join(await makeTestFolder(), 'data');
    const environment = { WATCHKEEPER_DATA: folder, WATCHKEEPER_AWS: 'live' };
    const { out, err } = await scan(['--region', 'us-east-1', '--since', '10m'], [['Access key id', accessKeyId], ['Secret access key', secretAccessKey], ['Keep this key', 'y']], environment);
    expect(err).toContain(`the account ${accountId} is connected`);
    expect(out + err).not.toContain(secretAccessKey);
    const listed = await runCommandLine(['accounts', 'list', '--format', 'json'], { environment: { ...environment, AWS_ENDPOINT_URL: test.sim.url } });
    expect(listed.out).toContain(accountId);
    const kept = await Promise.all((await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.some((bytes) => bytes.includes(secretAccessKey))).toBe(false);
  });

  it('keeps nothing that is not wanted', async () => {
    const { test } = await leakedKey();
    const folder = join(await makeTestFolder(), 'data');
    const { err } = await scan(['--region', 'us-east-1', '--since', '10m'], [['Access key id', test.world.watcher.accessKeyId], ['Secret access key', test.world.watcher.secretAccessKey], ['Keep this key', '']], { WATCHKEEPER_DATA: folder });
    expect(err).toContain('The key was not kept');
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says in one sentence what is missing where nobody can be asked', async () => {
    await leakedKey();
    const { exit, err } = await scan([]);
    expect(exit).toBe(3);
    expect(err).toContain('AWS was not asked');
    expect(err).toContain('AWS_PROFILE');
  });

  it.each([
    [['--account', '111122223333'], 'not in the configuration'],
    [['--external-id', 'x'], 'Add --role-arn'],
    [['--profile', 'a', '--role-arn', 'arn:aws:iam::111122223333:role/x'], 'two ways'],
  ])('refuses %j', async (words, told) => {
    await leakedKey();
    const { exit, err } = await scan(words);
    expect(exit).toBe(2);
    expect(err).toContain(told);
  });
});
