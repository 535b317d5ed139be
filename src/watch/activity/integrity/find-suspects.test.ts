import { expect, it } from 'vitest';
import { cloudTrailRecord } from '../../../testing/builders.ts';
import { lakeRow } from '../../../testing/lake-rows.ts';
import { openTestLake } from '../../../testing/open-test-lake.ts';
import { findSuspects } from './find-suspects.ts';

const key = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/x.json.gz';
const question = { bucket: 'trail-bucket', keys: [key], trailName: 'audit', from: new Date('2026-11-20T00:00:00Z'), to: new Date('2026-11-21T00:00:00Z') };

/** One event a minute, in the order that they are given. */
async function lakeOf(events: readonly { readonly id: string; readonly service?: string; readonly action: string; readonly parameters: Record<string, unknown>; readonly errorCode?: string; readonly by?: 'service' }[]) {
  const lake = await openTestLake();
  const rows = events.map(({ id, service = 's3', action, parameters, errorCode = null, by }, index) => {
    const at = new Date(Date.parse('2026-11-20T12:00:00Z') + index * 60_000).toISOString();
    const raw = cloudTrailRecord({ eventID: id, eventTime: at, eventSource: `${service}.amazonaws.com`, eventName: action, requestParameters: parameters, ...(errorCode === null ? {} : { errorCode }), ...(by === 'service' ? { userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' } } : {}) });
    const row = lakeRow({ eventId: id, at, service, action, errorCode }, { raw: JSON.stringify(raw) });
    return by === 'service' ? { ...row, activity: { ...row.activity, principal: { ...row.activity.principal, type: 'service' as const } } } : row;
  });
  await lake.write({ origin: 'test', rows });
  return lake;
}
const bucketName = 'trail-bucket';

it('names who touched one of the files first, and then who only could have', async () => {
  const lake = await lakeOf([
    { id: 'deleted', action: 'DeleteObject', parameters: { bucketName, key } },
    { id: 'many', action: 'DeleteObjects', parameters: { bucketName, delete: '' } },
    { id: 'policy', action: 'PutBucketPolicy', parameters: { bucketName } },
    { id: 'stopped', service: 'cloudtrail', action: 'StopLogging', parameters: { name: 'audit' } },
  ]);
  expect((await findSuspects(lake, question)).map(({ activity, isExact }) => [activity.eventId, isExact])).toEqual([['deleted', true], ['stopped', false], ['policy', false], ['many', false]]);
});

it('leaves out CloudTrail itself, what was refused, other buckets, other trails and other objects', async () => {
  const lake = await lakeOf([
    { id: 'delivered', action: 'PutObject', parameters: { bucketName, key }, by: 'service' },
    { id: 'refused', action: 'DeleteObject', parameters: { bucketName, key }, errorCode: 'AccessDenied' },
    { id: 'other bucket', action: 'PutBucketPolicy', parameters: { bucketName: 'trail-bucket-2' } },
    { id: 'other trail', service: 'cloudtrail', action: 'StopLogging', parameters: { name: 'main' } },
    { id: 'other object', action: 'PutObject', parameters: { bucketName, key: 'notes.txt' } },
  ]);
  expect(await findSuspects(lake, question)).toEqual([]);
});
