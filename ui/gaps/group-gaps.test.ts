import { expect, test } from 'vitest';
import { gap } from '../../src/testing/builders.ts';
import { groupGaps } from './group-gaps.ts';

test('gaps that only their region tells apart are one, with the newest time', () => {
  const groups = groupGaps([gap({ region: 'us-west-2' }), gap({ region: 'eu-west-1', at: '2026-11-20T12:05:00.000Z' })]);
  expect(groups).toMatchObject([{ regions: ['eu-west-1', 'us-west-2'], gap: { at: '2026-11-20T12:05:00.000Z' } }]);
});

test.each([[{ accountId: '444455556666' }], [{ reason: 'throttled' as const }], [{ operation: 'DescribeTrails' }]])('gaps with another %j stand apart', (facts) => {
  expect(groupGaps([gap(), gap(facts)])).toHaveLength(2);
});
