import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../base/lake/open-duckdb.ts';
import { openLiveEvents } from '../../base/live/open-live-events.ts';
import { findingQuerySchema } from '../../respond/findings/contract.ts';
import { listFindings } from '../../respond/findings/list-findings.ts';
import { recordFindings } from '../../respond/findings/record-findings.ts';
import { resolveFindings } from '../../respond/findings/resolve-findings.ts';
import { borrowTestStore, closingAfterEach } from '../../testing/open-test-store.ts';
import { cloudTrailRecord, findingDraft } from '../../testing/builders.ts';
import { lakeRow } from '../../testing/lake-rows.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { cloudTrailRecordSchema } from '../../watch/activity/cloudtrail-record.ts';
import { openActivityLake } from '../../watch/activity/lake/open-activity-lake.ts';
import { normaliseActivity } from '../../watch/activity/normalise-activity.ts';
import { followTraces } from './follow-traces.ts';

const borrow = closingAfterEach(borrowTestStore);
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const at = (minute: number) => new Date(Date.parse('2026-11-20T12:00:00Z') + minute * 60_000);
const call = (eventID: string, minute: number, facts: Record<string, unknown> = {}) => cloudTrailRecord({ eventID, eventTime: at(minute).toISOString().replace('.000Z', 'Z'), ...facts });
const others = { userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/anna', userName: 'anna', accessKeyId: 'AKIAANNA' } };

/** A lake of some calls, and a finding about the one with the id `cause`. */
async function setUp(calls: readonly Record<string, unknown>[], { severity = 'high' as const, now = at(20) }: { severity?: 'high' | 'medium'; now?: Date } = {}) {
  const store = await borrow();
  const live = await openLiveEvents({ log: quietLog });
  closers.push(() => live.close());
  const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-traces-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const duckdb = openDuckDb({ folder, memoryMb: 128, threads: 1 });
  closers.push(() => duckdb.close());
  const lake = openActivityLake({ folder, duckdb });
  let clock = now;
  const deps = { store, live, lake, clock: () => clock };
  const keep = (origin: string, records: readonly Record<string, unknown>[]) =>
    lake.write({ origin, rows: records.map((record) => (lakeRow(activityOf(record), { raw: JSON.stringify(record) }))) });
  await keep('one', calls);
  const cause = calls.find((record) => record['eventID'] === 'cause') ?? {};
  const draft = findingDraft({ severity, firstSeenAt: activityOf(cause).at, lastSeenAt: activityOf(cause).at, evidence: [{ kind: 'activity', activity: activityOf(cause), raw: cause }] });
  await recordFindings(deps, [draft]);
  return {
    deps,
    draft,
    keep,
    advance: (minutes: number) => void (clock = new Date(clock.getTime() + minutes * 60_000)),
    finding: async () => (await listFindings(store, findingQuerySchema.parse({}), 'all')).findings[0],
    evidence: async () => (await store.execute("select body #>> '{activity,eventId}' as id from finding_evidence order by at")).rows.map(({ id }) => String(id)),
  };
}

const activityOf = (record: Record<string, unknown>) => normaliseActivity(cloudTrailRecordSchema.parse(record), '111122223333');

describe('the trace of a finding', () => {
  it('is what the same key did from the same address around it, in every region, beside what the finding stands on', async () => {
    const house = await setUp([
      call('long-before', -45),
      call('before', -10, { eventName: 'GetCallerIdentity', eventSource: 'sts.amazonaws.com' }),
      call('cause', 0),
      call('elsewhere', 4, { eventName: 'RunInstances', eventSource: 'ec2.amazonaws.com', awsRegion: 'ap-southeast-2' }),
      call('from-home', 5, { sourceIPAddress: '203.0.113.9' }),
      call('by-another', 6, others),
    ]);
    const before = await house.finding();
    expect(await followTraces(house.deps)).toBe(2);
    expect(await house.evidence()).toEqual(['before', 'cause', 'elsewhere']);
    expect(await house.finding()).toEqual({ ...before, evidenceCount: 3, updatedAt: expect.any(String) });
    expect(await followTraces(house.deps)).toBe(0);
  });

  it('grows with what is delivered later, for as long as the finding is fresh', async () => {
    const house = await setUp([call('cause', 0)]);
    expect(await followTraces(house.deps)).toBe(0);
    await house.keep('two', [call('after', 3)]);
    house.advance(10);
    expect(await followTraces(house.deps)).toBe(1);
    house.advance(120);
    await house.keep('three', [call('too-late', 4)]);
    expect(await followTraces(house.deps)).toBe(0);
    expect(await house.evidence()).toEqual(['cause', 'after']);
  });

  it.each([
    ['a finding of less severity', { severity: 'medium' as const }],
    ['a service of AWS, which acts for many', { facts: { sourceIPAddress: 'backup.amazonaws.com' } }],
    ['somebody without a name or key', { facts: { userIdentity: { type: 'AWSService', invokedBy: 'x' } } }],
  ])('is not followed for %s', async (_name, { severity, facts = {} }: { severity?: 'medium'; facts?: Record<string, unknown> }) => {
    const house = await setUp([call('cause', 0, facts), call('after', 1, facts)], severity ? { severity } : {});
    expect(await followTraces(house.deps)).toBe(0);
  });

  it('opens nothing that is closed', async () => {
    const house = await setUp([call('cause', 0), call('after', 1)]);
    await resolveFindings(house.deps, [house.draft.fingerprint]);
    expect(await followTraces(house.deps)).toBe(0);
    expect((await house.finding())?.status).toBe('resolved');
  });
});
