import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLiveEvents } from '../../base/live/open-live-events.ts';
import { measureNoise, type NoiseDeps } from '../../respond/noise/measure-noise.ts';
import { promoteQuiet } from '../../respond/noise/promote-quiet.ts';
import { listFindings } from '../../respond/findings/list-findings.ts';
import { findingQuerySchema } from '../../respond/findings/contract.ts';
import { cloudTrailRecord } from '../../testing/builders.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { openTestLake } from '../../testing/open-test-lake.ts';
import { borrowTestStore } from '../../testing/open-test-store.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { openSessionLinks } from '../../watch/activity/actors/open-session-links.ts';
import { openRecordReader } from '../../watch/activity/read-records.ts';
import { openRuleBook } from '../../watch/activity/rulebook/rule-book.ts';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { ingestDelivery } from './ingest-delivery.ts';
import { noteRecord } from './note-record.ts';
import { rememberRecent } from './recent-ids.ts';

const single = 'title: A trail was stopped\nname: stopped\nstatus: experimental\nlevel: high\nlogsource: { product: aws }\ndetection:\n  s: { eventName: StopLogging }\n  condition: s\n';
const repeated = `title: Looked around\nname: look\nlogsource: { product: aws }\ndetection:\n  s: { eventName: DescribeTrails }\n  condition: s\n---\ntitle: Looked around a lot\nlevel: medium\ncorrelation:\n  type: event_count\n  rules: [look]\n  group-by: [sourceIPAddress]\n  timespan: 10m\n  condition: { gte: 3 }\n`;
const burst = 'many#2';

async function openWatch({ stagedStatuses = ['experimental'] }: { stagedStatuses?: string[] } = {}) {
  let now = new Date('2026-11-20T12:30:00Z');
  const clock = () => now;
  const folder = await makeTestFolder();
  await writeFile(join(folder, 'one.yml'), single);
  await writeFile(join(folder, 'many.yml'), repeated);
  const { rules, correlations, refused } = await loadRules([folder]);
  expect(refused).toEqual([]);
  const store = await borrowTestStore();
  onTestFinished(() => store.close());
  const book = openRuleBook({ store, clock, rules: [...rules, ...correlations], stagedStatuses });
  const live = await openLiveEvents({ log: quietLog });
  const deps = { store, live, clock, lake: await openTestLake(), reader: openRecordReader(rules, noteRecord), correlations, book, links: openSessionLinks({ store, clock }), measured: rememberRecent() };
  const ingest = (...records: Record<string, unknown>[]) =>
    ingestDelivery(deps, { delivery: { origin: 'test', kind: 'file', accountId: null, region: null, bytes: Buffer.from(JSON.stringify({ Records: records })), deliveredAt: now }, isSimulated: true });
  const found = async () => (await listFindings(store, findingQuerySchema.parse({ sort: 'severity' }), 'all')).findings.map(({ producer, severity }) => `${producer.id} ${severity}`);
  const actors = async () => (await listFindings(store, findingQuerySchema.parse({}), 'all')).findings.map(({ actor }) => actor?.name);
  const control: NoiseDeps = { store, book, clock, ruleIds: [burst, 'one'], promotion: { days: 7, alertsPerDay: 1, promote: 'by-person' }, matches: () => true };
  const noise = (asked?: string) => measureNoise(control, { ruleId: asked, scope: 'all' });
  return { book, ingest, found, actors, noise, control, later: (days: number) => (now = new Date(now.getTime() + days * 86_400_000)) };
}

const looks = (...minutes: number[]) => minutes.map((minute) => cloudTrailRecord({ eventID: `look-${minute}`, eventName: 'DescribeTrails', eventTime: `2026-11-20T12:${String(minute).padStart(2, '0')}:00Z` }));

it('what a staged rule finds is counted once a day and raises nothing, however often it is read', async () => {
  const { ingest, found, noise } = await openWatch();
  const stop = cloudTrailRecord();
  await ingest(stop, cloudTrailRecord({ eventID: 'again' }), cloudTrailRecord({ eventID: 'the day before', eventTime: '2026-11-19T12:00:00Z' }));
  await ingest(stop);
  expect(await found()).toEqual([]);
  expect(await noise('one')).toMatchObject([{ ruleId: 'one', week: { alerts: 2, staged: 2, days: 2, perDay: 1, accounts: [{ accountId: '111122223333', alerts: 2 }] }, promotion: { refused: 'it was measured on 0 of 7 days', measuredDays: 0 } }]);
});

it('a staged rule may be promoted when it was quiet for long enough, and then tells', async () => {
  const { book, ingest, found, noise, later } = await openWatch();
  await ingest(cloudTrailRecord());
  later(8);
  expect(await noise('one')).toMatchObject([{ promotion: { refused: null, measuredDays: 8, neededDays: 7 }, month: { days: 9, alerts: 1 } }]);
  await book.change('one', { state: 'on' }, 'somebody');
  await ingest(cloudTrailRecord({ eventID: 'after' }));
  expect(await found()).toEqual(['one high']);
});

it('a rule that is too loud stays staged, and its noise says why', async () => {
  const { ingest, noise, later } = await openWatch();
  const resources = Array.from({ length: 20 }, (_, at) => cloudTrailRecord({ eventID: `stop-${at}`, eventTime: '2026-11-28T10:00:00Z', userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/u${at}`, userName: `u${at}`, accountId: '111122223333' } }));
  later(8);
  await ingest(...resources);
  expect(await noise('one')).toMatchObject([{ promotion: { refused: expect.stringMatching(/^it was measured on 0 of 7 days; it makes 20 alerts a day \(20 on 1 days\), and 1 is the limit$/) } }]);
});

it('the watch promotes a quiet rule by itself where the settings leave it to it, and never what a person staged', async () => {
  const { book, control, later } = await openWatch();
  const automatic = { ...control, promotion: { ...control.promotion, promote: 'automatic' as const } };
  await book.change(burst, { state: 'staged' }, 'somebody');
  expect(await promoteQuiet(automatic)).toEqual([]);
  later(8);
  expect(await promoteQuiet(control)).toEqual([]);
  expect(await promoteQuiet(automatic)).toEqual(['one']);
  expect((await book.decisions()).changedOf('one')).toMatchObject({ by: 'the watch' });
  expect((await book.decisions()).stateOf(burst)).toBe('staged');
});

it('a correlation counts to the number and within the time that a person gave it', async () => {
  const { book, ingest, found } = await openWatch();
  await ingest(...looks(1, 3));
  expect(await found()).toEqual([]);
  await book.change(burst, { tuning: { count: 2 }, severity: 'low' }, 'somebody');
  await ingest(...looks(3));
  expect(await found()).toEqual([`${burst} low`]);
});

it('a correlation says who stands behind the newest event that it counted', async () => {
  const { ingest, actors } = await openWatch();
  await ingest(...looks(1, 2, 3));
  expect(await actors()).toEqual(['mallory']);
});

it('a shorter time takes a match away, and a correlation that is off or staged tells nothing', async () => {
  const { book, ingest, found, noise } = await openWatch();
  await book.change(burst, { tuning: { timespan: '2m' } }, 'somebody');
  await ingest(...looks(1, 4, 8));
  expect(await found()).toEqual([]);
  await book.change(burst, { tuning: null, state: 'staged' }, 'somebody');
  await ingest(...looks(9));
  expect(await found()).toEqual([]);
  expect(await noise(burst)).toMatchObject([{ week: { staged: 1 }, promotion: { refused: null, neededDays: 0 } }]);
  await book.change(burst, { state: 'off' }, 'somebody');
  await ingest(...looks(10));
  expect(await found()).toEqual([]);
  await book.change(burst, { state: 'on' }, 'somebody');
  await ingest(...looks(11));
  expect(await found()).toEqual([`${burst} medium`]);
});

it('an exception of a correlation keeps events from being counted, when every field has its value', async () => {
  const { book, ingest, found } = await openWatch();
  const exception = { field: 'sourceIPAddress', value: '198.51.100.*', reason: 'a scanner', expiresAt: null };
  await book.except(burst, { ...exception, also: [{ field: 'userAgent', value: 'boto3*' }] }, 'somebody');
  await ingest(...looks(1, 2, 3));
  expect(await found(), 'another program than the exception names').toEqual([`${burst} medium`]);
  const other = await openWatch();
  await other.book.except(burst, { ...exception, also: [{ field: 'userAgent', value: 'aws-cli*' }] }, 'somebody');
  await other.ingest(...looks(1, 2, 3));
  expect(await other.found()).toEqual([]);
});
