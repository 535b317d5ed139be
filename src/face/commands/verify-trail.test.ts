import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeSignedTrail, makeSigner } from '../../testing/make-signed-trail.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';

const signer = makeSigner();
const startsAt = new Date('2026-11-20T00:20:31Z');
const rowSchema = z.looseObject({ kind: z.string(), severity: z.string().nullable(), key: z.string().nullable() });

async function keysFile(folder: string, content: unknown = { PublicKeyList: [{ Value: signer.der.toString('base64'), Fingerprint: signer.fingerprint, ValidityStartTime: '2026-11-01T00:00:00+00:00' }] }): Promise<string> {
  const file = join(folder, 'keys.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** A copy of a trail's bucket after somebody was there. */
async function copyOf(tamper: (trail: ReturnType<typeof makeSignedTrail>) => void = () => undefined, prefix = '') {
  const folder = await makeTestFolder();
  const trail = makeSignedTrail(signer, { startsAt });
  if (prefix !== '') trail.moveTo({ bucket: 'trail-bucket', prefix });
  trail.deliver(6);
  tamper(trail);
  await trail.copyTo(folder);
  return { folder, keys: await keysFile(folder), trail };
}

async function verify(words: readonly string[]) {
  const result = await runCommandLine(['verify-trail', ...words, '--format', 'jsonl']);
  return { ...result, rows: result.out.split('\n').filter((line) => line !== '').map((line) => rowSchema.parse(JSON.parse(line))) };
}

describe('watchkeeper verify-trail on a copy', () => {
  it('passes one that nobody touched, up to the newest digest that the copy can prove', async () => {
    const { folder, keys } = await copyOf();
    expect(await verify(['--path', folder, '--keys', keys])).toMatchObject({ exit: 0, rows: [], err: expect.stringContaining('5 digests and 10 log files; 1 of 1 accounts and regions are whole') });
    const text = await runCommandLine(['verify-trail', '--path', folder, '--keys', keys]);
    expect(text.out).toMatch(/audit +111122223333 +us-east-1 +5 +10 +2026-11-20T00:20Z +2026-11-20T05:20Z +verified/);
  });

  it('passes the newest digest too when its signature is kept beside it, and never without', async () => {
    const { folder, keys, trail } = await copyOf();
    const words = ['--path', folder, '--keys', keys, '--to', '2026-11-20T12:00:00Z'];
    expect(await verify(words)).toMatchObject({ exit: 3, rows: [{ kind: 'unproven', severity: null }] });
    const newest = trail.digestKeys.at(-1) ?? '';
    await writeFile(join(folder, `${newest}.signature`), `${trail.at(newest).signature}\n`);
    expect(await verify(words)).toMatchObject({ exit: 0, rows: [] });
  });

  it.each(['', 'AWSLogs', 'AWSLogs/111122223333'])('is given the bucket or a part of it: "%s"', async (part) => {
    const { folder, keys } = await copyOf(undefined, 'logs/');
    expect(await verify(['--path', join(folder, 'logs', part), '--keys', keys])).toMatchObject({ exit: 0, err: expect.stringContaining('5 digests and 10 log files') });
  });

  it('names what was deleted, changed and smuggled in, and ends with 1', async () => {
    let [deleted, changed, extra]: (string | undefined)[] = [];
    const { folder, keys } = await copyOf((trail) => {
      [, , deleted = '', changed = ''] = trail.logKeys();
      trail.objects.delete(deleted);
      trail.at(changed).body = gzipSync('{"Records":[]}');
      extra = trail.putLog(startsAt.getTime() + 2.6 * 3_600_000, '{"Records":[]}');
    });
    const { exit, rows, err } = await verify(['--path', folder, '--keys', keys]);
    expect(rows.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual([`log-changed ${changed}`, `log-extra ${extra}`, `log-missing ${deleted}`]);
    expect({ exit, err }).toMatchObject({ exit: 1, err: expect.stringContaining('3 things to look at') });
    expect(await verify(['--path', folder, '--keys', keys, '--to', '2026-11-20T01:30:00Z'])).toMatchObject({ exit: 0, rows: [] });
    const text = await runCommandLine(['verify-trail', '--path', folder, '--keys', keys], { columns: 160 });
    expect(text.out).toMatch(/CRITICAL +log file deleted, 111122223333 us-east-1, 2026-11-20T02:20Z/);
  });

  it('takes a log file that was changed together with its digests for what it is', async () => {
    const forger = makeSigner();
    const { folder, keys, trail } = await copyOf((one) => one.deliver(3, { by: { ...forger, fingerprint: signer.fingerprint } }));
    const { exit, rows } = await verify(['--path', folder, '--keys', keys]);
    expect(exit).toBe(1);
    expect(rows.map(({ kind, key }) => `${kind} ${key}`)).toEqual(trail.digestKeys.slice(6, 8).map((key) => `wrong-signature ${key}`));
  });

  it('tells a restart from a gap: only what was delivered while validation was off is wrong', async () => {
    const quiet = await copyOf((trail) => (trail.pause(3), trail.deliver(2)));
    const paused = await copyOf((trail) => (trail.pause(3, { logFiles: 4 }), trail.deliver(2)));
    // Nothing in a copy has the signature of the last digest before the pause.
    expect(await verify(['--path', quiet.folder, '--keys', quiet.keys])).toMatchObject({ exit: 3, rows: [{ kind: 'restarted', severity: 'info' }, { kind: 'unproven' }] });
    expect(await verify(['--path', paused.folder, '--keys', paused.keys])).toMatchObject({ exit: 1, rows: [{ kind: 'validation-paused', severity: 'medium' }, { kind: 'unproven' }] });
  });

  it('fails on what it is told to fail on', async () => {
    const { folder, keys } = await copyOf((trail) => trail.objects.delete(trail.digestKeys[2] ?? ''));
    expect(await verify(['--path', folder, '--keys', keys])).toMatchObject({ exit: 1, rows: [{ kind: 'digest-missing', severity: 'high' }, { kind: 'unproven' }] });
    // The deleted digest had the signature of the one before it.
    expect((await verify(['--path', folder, '--keys', keys, '--fail-on', 'critical'])).exit).toBe(3);
    const changed = await copyOf((trail) => void trail.putLog(startsAt.getTime() + 2.6 * 3_600_000));
    expect((await verify(['--path', changed.folder, '--keys', changed.keys, '--fail-on', 'high'])).exit).toBe(1);
    expect((await verify(['--path', changed.folder, '--keys', changed.keys, '--fail-on', 'critical'])).exit).toBe(0);
  });

  it('writes the same as JSON, CSV and Markdown', async () => {
    const { folder, keys } = await copyOf((trail) => trail.objects.delete(trail.logKeys()[0] ?? ''));
    const as = async (format: string) => (await runCommandLine(['verify-trail', '--path', folder, '--keys', keys, '--format', format])).out;
    expect(JSON.parse(await as('json'))).toMatchObject({ verdicts: [{ trail: 'audit', state: 'problems', digests: 5, logFiles: 10, problems: [{ kind: 'log-missing' }] }] });
    expect((await as('csv')).split('\r\n')[0]).toMatch(/^severity,kind,trail,accountId,region,at,bucket,key,/);
    expect(await as('markdown')).toContain('| critical | log-missing | audit | 111122223333 |');
  });

  it.each<[string, (facts: { folder: string; keys: string }) => string[], RegExp]>([
    ['a folder that is not there', ({ keys }) => ['--path', '/nowhere/at-all', '--keys', keys], /cannot be read.*\n.*aws s3 sync/],
    ['a trail that is not there', ({ folder, keys }) => ['--path', folder, '--keys', keys, '--trail', 'adit'], /no digest of these trails.*\n.*audit of 111122223333 in us-east-1/],
    ['keys that are not there', ({ folder }) => ['--path', folder, '--keys', '/nowhere/keys.json'], /cannot be read.*\n.*list-public-keys/],
    ['a time that is none', ({ folder, keys }) => ['--path', folder, '--keys', keys, '--from', 'yesterday'], /"yesterday" is no time/],
    ['an end before the beginning', ({ folder, keys }) => ['--path', folder, '--keys', keys, '--from', '2026-11-20T12:00:00Z', '--to', '2026-11-20T11:00:00Z'], /ends before it begins/],
    ['a time to come', ({ folder, keys }) => ['--path', folder, '--keys', keys, '--to', '2999-01-01'], /still to come/],
  ])('refuses %s, and says what to do', async (_name, words, message) => {
    const { exit, err } = await verify(words(await copyOf()));
    expect(exit).toBe(2);
    expect(err).toMatch(message);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', 'not json', /is not JSON/],
    ['another JSON', { Keys: [] }, /does not hold public keys/],
    ['an empty list', { PublicKeyList: [] }, /the list is empty.*\n.*--start-time/],
    ['a key that is none', { PublicKeyList: [{ Value: 'AAAA', Fingerprint: 'f' }] }, /not the DER of an RSA key/],
  ])('refuses a file of keys that is %s', async (_name, content, message) => {
    const { folder } = await copyOf();
    const { exit, err } = await verify(['--path', folder, '--keys', await keysFile(folder, content)]);
    expect(exit).toBe(2);
    expect(err).toMatch(message);
  });

  it('says that a folder with log files alone cannot be verified', async () => {
    const { folder, keys } = await copyOf((trail) => {
      for (const key of trail.digestKeys) trail.objects.delete(key);
    });
    expect((await verify(['--path', folder, '--keys', keys])).err).toMatch(/12 log files and no digest.*\n.*CloudTrail-Digest/);
  });
});
