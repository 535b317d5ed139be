import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cloudTrailRecord } from '../../testing/builders.ts';
import { cloudTrailRecordSchema } from './cloudtrail-record.ts';
import { judgeActivity } from './judge-activity.ts';
import { normaliseActivity } from './normalise-activity.ts';
import { loadRules } from './sigma/load-rules.ts';

const builtIn = new URL('../../../rules', import.meta.url).pathname;
const from = { accountId: '111122223333', isSimulated: true };
const record = (facts: Record<string, unknown> = {}) => cloudTrailRecordSchema.parse(cloudTrailRecord(facts));

describe('judging activity', () => {
  it('says who did what to what, where, from where and with what outcome', async () => {
    const { rules } = await loadRules([builtIn]);
    const [draft] = judgeActivity(rules, [record()], from);
    expect(draft).toMatchObject({
      fingerprint: 'rule|aws/cloudtrail/trail-stopped|111122223333|us-east-1|arn:aws:iam::111122223333:user/mallory|main',
      severity: 'critical',
      resource: 'main',
      isSimulated: true,
      summary: 'mallory called cloudtrail:StopLogging on main in account 111122223333, us-east-1 from 198.51.100.7.',
    });
    expect(draft?.evidence).toMatchObject([{ kind: 'activity', raw: { eventName: 'StopLogging' } }]);
  });

  it('is silent about what no rule names', async () => {
    const { rules } = await loadRules([builtIn]);
    expect(judgeActivity(rules, [record({ eventName: 'DescribeTrails' })], from)).toEqual([]);
  });

  it('takes sessions of one role for one principal', async () => {
    const { rules } = await loadRules([builtIn]);
    const session = (name: string, eventID: string) =>
      record({
        eventID,
        userIdentity: {
          type: 'AssumedRole',
          arn: `arn:aws:sts::111122223333:assumed-role/deploy/${name}`,
          sessionContext: { sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/deploy' } },
        },
      });
    const drafts = judgeActivity(rules, [session('one', 'a'), session('two', 'b')], from);
    expect(new Set(drafts.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });
});

describe('normalising a record', () => {
  it.each([
    [{ type: 'Root', arn: 'arn:aws:iam::1:root' }, { type: 'root', name: 'root' }],
    [{ type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/ci/job-7' }, { type: 'role', name: 'ci/job-7' }],
    [{ type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' }, { type: 'service', name: 'autoscaling.amazonaws.com' }],
    [{ type: 'WebIdentityUser', userName: 'repo:acme/app' }, { type: 'federated', name: 'repo:acme/app' }],
    [{ type: 'AWSAccount', accountId: '999' }, { type: 'account', name: '999' }],
    [{}, { type: 'unknown', name: 'unknown' }],
  ])('names %j', (userIdentity, expected) => {
    expect(normaliseActivity(record({ userIdentity }), '1').principal).toMatchObject(expected);
  });

  it('keeps what it can of a record whose parts have other shapes', () => {
    const odd = record({ userIdentity: 'nobody', requestParameters: 'none', sourceIPAddress: 7, resources: {} });
    expect(normaliseActivity(odd, '1')).toMatchObject({ action: 'StopLogging', sourceAddress: null, resources: [] });
  });
});

describe('loading rules', () => {
  it('names the file and the reason of each rule it refuses, and loads the others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rules-'));
    await mkdir(join(folder, 'own'));
    const good = `title: Good\nid: 6a1c61cc-1f4b-4f0c-9f43-0b7f3bb2b7f1\ndescription: x\nlogsource: { product: aws }\ndetection:\n  s: { eventName: X }\n  condition: s\n`;
    await writeFile(join(folder, 'own', 'good.yml'), good);
    await writeFile(join(folder, 'own', 'broken.yml'), 'title: [');
    await writeFile(join(folder, 'own', 'half.yml'), good.replace('condition: s', 'condition: s and t'));
    const { rules, refused } = await loadRules([folder]);
    expect(rules.map(({ id }) => id)).toEqual(['own/good']);
    expect(refused).toEqual([
      { file: join(folder, 'own', 'broken.yml'), line: 1, because: expect.stringContaining('not YAML') },
      { file: join(folder, 'own', 'half.yml'), line: 7, because: expect.stringContaining('"t"') },
    ]);
  });
});
