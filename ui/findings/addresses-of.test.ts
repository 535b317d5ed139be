import { expect, test } from 'vitest';
import { activity, gap } from '../../src/testing/builders.ts';
import { addressesOf } from './addresses-of.ts';

test('every address is named once, in the order of the evidence', () => {
  const from = (sourceAddress: string | null) => ({ kind: 'activity' as const, activity: activity({ sourceAddress }), raw: {} });
  expect(addressesOf([from('203.0.113.9'), from(null), { kind: 'gap', gap: gap() }, from('198.51.100.7'), from('203.0.113.9')])).toEqual(['203.0.113.9', '198.51.100.7']);
});
