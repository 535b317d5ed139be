import { fileURLToPath } from 'node:url';
import { cloudTrailRecord } from '../../src/testing/builders.ts';
import { cloudTrailRecordSchema } from '../../src/watch/activity/cloudtrail-record.ts';
import { judgeActivity } from '../../src/watch/activity/judge-activity.ts';
import { loadRules } from '../../src/watch/activity/sigma/load-rules.ts';
import type { BenchCase } from '../bench-case.ts';

const count = 5_000;
const names = ['DescribeInstances', 'GetObject', 'AssumeRole', 'PutBucketPolicy', 'StopLogging', 'ListUsers', 'RunInstances', 'Decrypt'];

export const benchCase: BenchCase = {
  title: 'CloudTrail records read, checked, normalised and judged by every built-in rule, against JSON.parse of the same text',
  unit: 'per second',
  better: 'higher',
  warmUp: 2,
  rounds: 9,
  async open() {
    const { rules } = await loadRules([fileURLToPath(new URL('../../rules', import.meta.url))]);
    const lines = Array.from({ length: count }, (_, at) => JSON.stringify(cloudTrailRecord({ eventID: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`, eventName: names[at % names.length] })));
    return {
      subject: () => perSecond(() => judgeActivity(rules, lines.map((line) => cloudTrailRecordSchema.parse(JSON.parse(line))), { accountId: '111122223333', isSimulated: true }).length),
      against: { name: 'JSON.parse', measure: () => perSecond(() => lines.map((line): unknown => JSON.parse(line)).length) },
      close: () => Promise.resolve(),
    };
  },
};

function perSecond(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  work();
  return Promise.resolve(count / ((performance.now() - startedAt) / 1_000));
}
