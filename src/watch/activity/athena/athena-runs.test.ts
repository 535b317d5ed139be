import { expect, it } from 'vitest';
import { borrowTestStore, closingAfterEach } from '../../../testing/open-test-store.ts';
import { insertRun, spentThisMonth } from './athena-runs.ts';

const borrow = closingAfterEach(borrowTestStore);
const asked = { kind: 'job', askedBy: 'me', askedAt: new Date('2026-10-31T23:50:00Z'), mostUsd: 2 } as const;

it.each([
  { what: 'was asked and ended in the month before', run: { state: 'succeeded', usd: 1, endedAt: new Date('2026-10-31T23:59:59Z') }, spent: 0 },
  { what: 'was asked in the month before and ended in this one', run: { state: 'succeeded', usd: 1, endedAt: new Date('2026-11-01T00:10:00Z') }, spent: 1 },
  { what: 'was asked in the month before and failed in this one', run: { state: 'failed', usd: 0.5, endedAt: new Date('2026-11-01T00:10:00Z') }, spent: 0.5 },
  { what: 'was asked in the month before, approved in this one and waits', run: { state: 'waiting', approvedBy: 'you' }, spent: 2 },
  { what: 'was asked in the month before and runs', run: { state: 'running', approvedBy: 'you', usd: 0.3 }, spent: 2 },
  { what: 'was asked in the month before and nobody has approved', run: { state: 'asked' }, spent: 0 },
  { what: 'was asked and ended in this month', run: { state: 'succeeded', askedAt: new Date('2026-11-02T00:00:00Z'), usd: 0.7, endedAt: new Date('2026-11-02T00:10:00Z') }, spent: 0.7 },
] as const)('of a run that $what, $spent dollars count in this month', async ({ run, spent }) => {
  const store = await borrow();
  await insertRun(store, { id: crypto.randomUUID(), ...asked, ...run });
  expect(await spentThisMonth(store, new Date('2026-11-03T12:00:00Z'))).toBe(spent);
});
