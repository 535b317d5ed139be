import { expect, it } from 'vitest';
import { findingDraftSchema } from '../../core/finding.ts';
import { qualityFindings, qualityFingerprints } from './quality-findings.ts';

const place = { accountId: '111122223333', region: 'us-east-1' };
const gap = (hours: number, usual: number, from = '2026-11-20T02:00:00.000Z') => ({ ...place, from, to: '2026-11-20T09:00:00.000Z', hours, usual });
const drop = (hour: string) => ({ ...place, hour, count: 12, usual: 400 });
const nobody = { simulated: new Set<string>() };

it.each([
  { case: 'an hour of a busy place', gaps: [gap(1, 30)], found: 1 },
  { case: 'a few hours of a quiet place', gaps: [gap(3, 10)], found: 1 },
  { case: 'an hour of a quiet place, which may be chance', gaps: [gap(1, 12)], found: 0 },
  { case: 'many hours of a place that hardly has any', gaps: [gap(20, 6)], found: 0 },
])('tells a gap only where it can hardly be chance: $case', ({ gaps, found }) => {
  expect(qualityFindings({ gaps, drops: [] }, nobody)).toHaveLength(found);
});

it('tells drops of two hours and more as one finding of the place, with each hour as evidence', () => {
  expect(qualityFindings({ gaps: [], drops: [drop('2026-11-20T02:00:00.000Z')] }, nobody)).toEqual([]);
  const drops = [drop('2026-11-20T02:00:00.000Z'), drop('2026-11-20T03:00:00.000Z'), { ...drop('2026-11-20T03:00:00.000Z'), region: 'eu-west-1' }];
  const [finding, ...others] = qualityFindings({ gaps: [], drops }, { simulated: new Set([place.accountId]) });
  expect(others).toEqual([]);
  expect(findingDraftSchema.parse(finding)).toMatchObject({
    severity: 'low',
    region: 'us-east-1',
    isSimulated: true,
    firstSeenAt: '2026-11-20T02:00:00.000Z',
    lastSeenAt: '2026-11-20T03:00:00.000Z',
    summary: expect.stringContaining('In 2 hours account 111122223333 had far fewer events in us-east-1'),
    evidence: [{ gap: { because: '12 events in the hour from 2026-11-20T02:00:00.000Z, where 400 are usual' } }, { gap: { at: '2026-11-20T03:00:00.000Z' } }],
  });
  expect(qualityFingerprints([place])).toContain(finding?.fingerprint);
});
