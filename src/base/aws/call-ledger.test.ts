import { expect, it } from 'vitest';
import type { CallPlace } from './call-failure.ts';
import { openCallLedger } from './call-ledger.ts';

let now = new Date('2026-11-20T12:00:00Z');
const billed = (accountId: string): CallPlace => ({ accountId, region: 'us-east-1', service: 'ce', operation: 'GetCostAndUsage', action: 'ce:GetCostAndUsage' });
const free: CallPlace = { accountId: 'a', region: 'us-east-1', service: 'ec2', operation: 'DescribeVpcs', action: 'ec2:DescribeVpcs' };
const done = { caller: 'test', tries: 1, hasFailed: false };

function open(monthlyCeilingUsd = 1) {
  now = new Date('2026-11-20T12:00:00Z');
  return openCallLedger({ monthlyCeilingUsd, clock: () => now });
}

it('keeps billed calls within the ceiling of an account, and lets free ones pass', () => {
  const ledger = open();
  ledger.book(billed('a'), 0.02)?.settle(done);
  ledger.book(billed('a'), 0.02)?.settle(done);
  expect(ledger.book(billed('a'), 0.02)).toBeUndefined();
  expect(ledger.book(free, 0.02)).toBeDefined();
  expect(ledger.book(billed('b'), 0.02)).toBeDefined();
});

it('counts calls that are on their way, so that many at a time do not pass the ceiling together', () => {
  const ledger = open(0.03);
  const booked = Array.from({ length: 5 }, () => ledger.book(billed('a'), null));
  expect(booked.filter((one) => one !== undefined)).toHaveLength(3);
  booked[0]?.settle({ ...done, tries: 0 });
  expect(ledger.book(billed('a'), null)).toBeDefined();
});

it('begins anew each month', () => {
  const ledger = open(0.01);
  ledger.book(billed('a'), null)?.settle(done);
  expect(ledger.book(billed('a'), null)).toBeUndefined();
  now = new Date('2026-12-01T00:00:01Z');
  expect(ledger.book(billed('a'), null)).toBeDefined();
});

it('learns what other processes and earlier starts have spent', async () => {
  const ledger = open(0.05);
  await ledger.flush(async () => new Map([['a', 0.04]]));
  ledger.book(billed('a'), null)?.settle(done);
  expect(ledger.book(billed('a'), null)).toBeUndefined();
});

it('hands over each call once, and again when it could not be stored', async () => {
  const ledger = open();
  ledger.book(billed('a'), null)?.settle(done);
  ledger.book(free, null)?.settle({ ...done, hasFailed: true });
  await expect(ledger.flush(() => Promise.reject(new Error('The store is away')))).rejects.toThrow('away');
  const stored: unknown[] = [];
  await ledger.flush(async (lines) => {
    stored.push(...lines);
    return new Map([['a', 0.01]]);
  });
  expect(stored).toEqual([
    { accountId: 'a', day: '2026-11-20', action: 'ce:GetCostAndUsage', calls: 1, failures: 0, usd: 0.01 },
    { accountId: 'a', day: '2026-11-20', action: 'ec2:DescribeVpcs', calls: 1, failures: 1, usd: 0 },
  ]);
  await ledger.flush(async (lines) => {
    expect(lines).toEqual([]);
    return new Map();
  });
});
