import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectAccount } from '../../base/accounts/connect-account.ts';
import { createMetrics } from '../../base/telemetry/create-metrics.ts';
import type { Gap } from '../../core/gap.ts';
import { findingQuerySchema } from '../../respond/findings/contract.ts';
import { getFinding, listFindings } from '../../respond/findings/list-findings.ts';
import { recordFindings } from '../../respond/findings/record-findings.ts';
import { cloudTrailRecord } from '../../testing/builders.ts';
import { lakeRow } from '../../testing/lake-rows.ts';
import { makeSigner } from '../../testing/make-signed-trail.ts';
import { testHouses } from '../../testing/open-test-house.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { describeCoverage, measureCoverage } from '../../watch/activity/coverage/describe-coverage.ts';
import { meetPlace } from '../../watch/activity/coverage/keep-place.ts';
import { parseDigestKey } from '../../watch/activity/integrity/digest-key.ts';
import { loadAgentTypes } from '../runtime/load-agent-types.ts';
import { verifyTrails } from './verify-trails.ts';
import { watchSettings } from './watch-settings.ts';
import type { WatchContext } from './watch-place.ts';

const openHouse = testHouses();
const iamActions = (await loadAgentTypes()).get('cloudtrail-monitoring')?.iamActions ?? [];
const minuteMs = 60_000;
const digestSchema = z.looseObject({ logFiles: z.array(z.looseObject({ s3Object: z.string() })) });

/** An account whose own trail delivers, its files, and an agent that verifies them whenever it is told to. */
async function setUp(settings: Record<string, unknown> = {}) {
  const house = await openHouse({ readerActions: iamActions });
  const { deps, world, sim, account } = house;
  const member = world.accounts.get(account.accountId);
  const [trail] = member?.regions.get('us-east-1')?.trails ?? [];
  if (!member || !trail) throw new Error('There is no trail');
  // Only its own: the organisation's would be verified as well.
  for (const region of world.accounts.get(world.organization.managementAccountId)?.regions.values() ?? []) region.trails.splice(0);
  const Bucket = trail.trail.S3BucketName ?? '';
  const { administrator } = world;
  const of = <C>(Client: new (config: object) => C, credentials: object) => new Client({ region: 'us-east-1', endpoint: sim.url, credentials, maxAttempts: 1 });
  const { Credentials: given } = await of(STSClient, administrator).send(new AssumeRoleCommand({ RoleSessionName: 'mallory', RoleArn: `arn:aws:iam::${account.accountId}:role/${administrator.roleName}` }));
  const credentials = { accessKeyId: given?.AccessKeyId ?? '', secretAccessKey: given?.SecretAccessKey ?? '', sessionToken: given?.SessionToken ?? '' };
  const s3 = of(S3Client, credentials);
  const gaps: Gap[] = [];
  const checkpoints = new Map<string, string>();
  let aheadMs = 0;
  const clock = () => new Date(Date.now() + aheadMs);
  const signal = new AbortController().signal;
  const context: WatchContext = {
    ...deps,
    clock,
    signal,
    settings: watchSettings.parse({ integrityEvery: '1m', integrityLookback: '4h', ...settings }),
    accounts: [account],
    aws: (one, region) => deps.aws.for(one, region, { actions: iamActions, caller: 'test', signal }),
    async record(drafts) {
      const { added, changed } = await recordFindings(deps, drafts);
      return added + changed;
    },
    gap: (gap) => void gaps.push(gap),
    count: () => undefined,
    log: () => undefined,
    checkpoints: { get: async (key) => checkpoints.get(key), set: async (key, value) => void checkpoints.set(key, value), setIn: async (_db, key, value) => void checkpoints.set(key, value) },
  };
  const keysBelow = async (folder: string) => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `AWSLogs/${account.accountId}/${folder}/us-east-1/` }));
    return Contents.map(({ Key = '' }) => Key);
  };
  const logsOf = async (digest: string) => digestSchema.parse(JSON.parse((await read(digest)).text)).logFiles.map(({ s3Object }) => s3Object);
  const read = async (Key: string) => {
    const { Body, Metadata = {} } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return { text: gunzipSync((await Body?.transformToByteArray()) ?? '').toString(), Metadata };
  };
  return {
    ...house,
    context,
    gaps,
    Bucket,
    trail,
    checkpoints,
    read,
    logsOf,
    digests: () => keysBelow('CloudTrail-Digest'),
    remove: (Key: string) => s3.send(new DeleteObjectCommand({ Bucket, Key })),
    put: (Key: string, Body: Buffer, Metadata: Record<string, string> = {}) => s3.send(new PutObjectCommand({ Bucket, Key, Body, Metadata })),
    /** The next hour's run. */
    async verify() {
      aheadMs += 2 * minuteMs;
      gaps.splice(0);
      // On a busy machine a run leaves some for the next.
      do await verifyTrails(context);
      while (checkpoints.get('integrity-due') === new Date(0).toISOString());
    },
    async found(status: 'open' | 'all' = 'open') {
      const { findings } = await listFindings(deps.store, findingQuerySchema.parse({ producer: 'activity/trail-integrity', ...(status === 'open' ? { status } : {}) }), 'all');
      return Promise.all(findings.map(({ id }) => getFinding(deps.store, id, 'all')));
    },
    ledger: async () => (await describeCoverage({ store: deps.store, clock }, { step: 'day' })).digests,
  };
}

const filesOf = ({ evidence }: Awaited<ReturnType<Awaited<ReturnType<typeof setUp>>['found']>>[number]) => evidence.flatMap((one) => (one.kind === 'file' ? [`${one.file.problem} ${one.file.key}`] : [])).sort();

describe('the digests of a trail', () => {
  it('are verified once, and from then on only what is new; the ledger and the metrics say how much', { timeout: 60_000 }, async () => {
    const house = await setUp();
    await house.verify();
    expect(await house.found()).toEqual([]);
    const [row] = await house.ledger();
    const vouched = (await house.digests()).filter((key) => (parseDigestKey(key)?.at ?? 0) > new Date(row?.verifiedFrom ?? ''));
    expect(row).toMatchObject({ accountId: house.account.accountId, region: 'us-east-1', trail: house.trail.trail.TrailARN, state: 'verified', digests: vouched.length, problems: 0, trouble: null });
    expect(vouched.length).toBeGreaterThanOrEqual(2);
    expect(row?.files).toBeGreaterThan(12);
    const reads = () => house.sim.calls().filter(({ operation }) => operation === 'GetObject').length;
    const before = reads();
    await house.verify();
    // The newest digest, to go on from there.
    expect(reads() - before).toBeLessThanOrEqual(1);
    expect(await house.ledger()).toMatchObject([{ digests: row?.digests, files: row?.files }]);

    await meetPlace(house.deps.store.db, { accountId: house.account.accountId, region: 'us-east-1' }, new Date());
    const metrics = createMetrics({ version: '1', log: quietLog });
    metrics.watchCoverage(() => measureCoverage({ store: house.deps.store, clock: () => new Date() }));
    expect((await metrics.expose()).text).toContain(`watchkeeper_trail_digests_verified{account="${house.account.accountId}",region="us-east-1",trail="${house.trail.trail.TrailARN}"} ${vouched.length}`);
  });

  it('tell of log files that are deleted and changed later, who did it, and when they are back', { timeout: 60_000 }, async () => {
    const house = await setUp();
    await house.verify();
    const [, digest = ''] = (await house.digests()).slice(-3);
    const [deleted = '', changed = ''] = await house.logsOf(digest);
    const { text } = await house.read(deleted);
    await house.remove(deleted);
    const at = new Date().toISOString().replace(/\.\d+/, '');
    const raw = cloudTrailRecord({ eventID: 'd1', eventTime: at, eventSource: 's3.amazonaws.com', eventName: 'DeleteObject', recipientAccountId: house.account.accountId, requestParameters: { bucketName: house.Bucket, key: deleted } });
    await house.deps.lake.write({ origin: 'test', rows: [lakeRow({ eventId: 'd1', at, service: 's3', action: 'DeleteObject', accountId: house.account.accountId }, { raw: JSON.stringify(raw) })] });
    // It is looked at again once a day, and each hour where something is wrong.
    await house.verify();
    expect(await house.found()).toEqual([]);
    house.context.checkpoints.get = async (key) => house.checkpoints.get(key)?.replaceAll(/"checkedAt":"[^"]+"/g, '"checkedAt":"2026-01-01T00:00:00.000Z"');
    await house.verify();
    const [missing] = await house.found();
    expect(missing).toMatchObject({ severity: 'critical', title: 'Log files of a trail were deleted', principal: 'arn:aws:iam::111122223333:user/mallory', resource: house.trail.trail.TrailARN });
    expect(missing?.summary).toMatch(/mallory called s3:DeleteObject at .* from 198\.51\.100\.7, and that call names the file/);
    expect(missing && filesOf(missing)).toEqual([`log-missing ${deleted}`]);
    expect(missing?.evidence).toContainEqual(expect.objectContaining({ kind: 'activity', raw: expect.objectContaining({ eventID: 'd1' }) }));
    expect(await house.ledger()).toMatchObject([{ state: 'problems', problems: 1 }]);

    await house.put(deleted, gzipSync(text));
    await house.put(changed, gzipSync('{"Records":[]}'));
    await house.verify();
    const after = await house.found('all');
    expect(after.map(({ title, status }) => `${title}: ${status}`).sort()).toEqual(['Log files of a trail were changed: open', 'Log files of a trail were deleted: resolved']);
  });

  it('are noticed when they are deleted, rewritten or signed with another key, and so is what is smuggled in', { timeout: 60_000 }, async () => {
    const house = await setUp({ integrityLookback: '8h' });
    const [deleted = '', , forged = '', , stranger = ''] = (await house.digests()).slice(-6);
    const mallory = makeSigner();
    const rewrite = async (key: string, change: (digest: Record<string, unknown>) => Record<string, unknown>) => {
      const { text, Metadata } = await house.read(key);
      await house.put(key, gzipSync(JSON.stringify(change(digestSchema.parse(JSON.parse(text))))), Metadata);
    };
    const [extra = ''] = await house.logsOf(stranger);
    await rewrite(forged, (digest) => ({ ...digest, logFiles: [] }));
    await rewrite(stranger, (digest) => ({ ...digest, digestPublicKeyFingerprint: mallory.fingerprint }));
    await house.remove(deleted);
    const smuggled = extra.replace(/_\w{16}\.json\.gz$/, '_SMUGGLED00000000.json.gz');
    await house.put(smuggled, gzipSync('{"Records":[]}'));
    await house.verify();
    const files = (await house.found()).flatMap(filesOf);
    for (const problem of [`digest-missing ${deleted}`, `wrong-signature ${forged}`, `unknown-key ${stranger}`]) expect(files).toContain(problem);
    // What nobody vouches for is not called smuggled.
    expect(files.filter((file) => file.startsWith('log-extra'))).toEqual([]);
  });

  it("of an organisation's trail are found in its bucket, though nobody said what the organisation is called", { timeout: 60_000 }, async () => {
    const house = await setUp();
    const { deps, world } = house;
    const management = world.accounts.get(world.organization.managementAccountId);
    if (!management) throw new Error('There is no management account');
    management.regions.get('us-east-1')?.trails.push(...[...management.buckets.values()].flatMap(({ trails }) => trails));
    const credential = { kind: 'role' as const, roleArn: `arn:aws:iam::${management.id}:role/${world.watcher.roleName}`, externalId: world.watcher.externalId };
    const account = await connectAccount(deps.store, { accountId: management.id, name: 'management', isSimulated: true, credential, regions: ['us-east-1'], organizationId: null }, () => new Date());
    Object.assign(house.context, { accounts: [account] });
    await house.verify();
    expect(await house.ledger()).toMatchObject([{ accountId: management.id, trail: expect.stringContaining('organization-trail'), state: 'verified', problems: 0, trouble: null }]);
  });

  it('that may not be read are a gap and no pass', { timeout: 60_000 }, async () => {
    const house = await setUp();
    house.sim.faults.add({ match: { operation: 'GetObject' }, fault: { kind: 'access-denied' } });
    await house.verify();
    expect(house.gaps.length).toBeGreaterThan(0);
    expect(house.gaps.every(({ reason, action }) => reason === 'access-denied' && action === 's3:GetObject')).toBe(true);
    expect(await house.ledger()).toMatchObject([{ state: 'not-read', digests: 0, verifiedTo: null, trouble: expect.stringContaining('AccessDenied') }]);
    house.sim.faults.clear();
    await house.verify();
    expect(await house.ledger()).toMatchObject([{ state: 'verified', problems: 0, trouble: null }]);
  });

  it('are missed where validation is off, until it is on', { timeout: 60_000 }, async () => {
    const house = await setUp();
    Object.assign(house.trail.trail, { LogFileValidationEnabled: false });
    await house.verify();
    expect(await house.found()).toMatchObject([{ title: 'A trail has no log file validation', severity: 'medium' }]);
    expect(await house.ledger()).toMatchObject([{ state: 'not-validated' }]);
    Object.assign(house.trail.trail, { LogFileValidationEnabled: true });
    for (const key of house.checkpoints.keys()) if (key.startsWith('trails/')) house.checkpoints.delete(key);
    await house.verify();
    expect(await house.found()).toEqual([]);
    expect(await house.ledger()).toMatchObject([{ state: 'verified' }]);
  });
});
