import { expect, it } from 'vitest';
import type { AuditEntry } from './audit.ts';
import { gatherRepeats } from './gather-repeats.ts';

const begin = Date.UTC(2026, 10, 20, 12);
const after = (minutes: number) => new Date(begin + minutes * 60_000);
const use = (runId: string, facts: Partial<AuditEntry> = {}): AuditEntry => ({ actor: { kind: 'agent', id: 'watch', name: 'Watch' }, action: 'credential.used', subject: { kind: 'account', id: 'a1', accountId: '111122223333' }, detail: { purpose: 'reading', runId }, address: null, ...facts });

it('writes the first use at once, and the others of the hour together, with each run', () => {
  const repeats = gatherRepeats();
  expect(repeats.take(use('run-0'), after(0))).toEqual([use('run-0')]);
  for (let minute = 1; minute < 60; minute += 1) expect(repeats.take(use(`run-${minute}`), after(minute))).toEqual([]);
  expect(repeats.due(after(59))).toEqual([]);
  const [together, next, ...others] = repeats.take(use('run-60'), after(60));
  expect(together?.detail).toEqual({ purpose: 'reading', times: 59, from: after(1).toISOString(), to: after(59).toISOString(), runs: Array.from({ length: 59 }, (_, at) => `run-${at + 1}`) });
  expect([next, ...others]).toEqual([use('run-60')]);
});

it('tells apart who, what for and where, and gathers nothing of people', () => {
  const repeats = gatherRepeats();
  const others = [use('r', { actor: { kind: 'agent', id: 'other', name: 'Other' } }), use('r', { subject: { kind: 'account', id: 'a2' } }), use('r', { detail: { purpose: 'verifying' } }), use('r', { address: '198.51.100.7' })];
  for (const entry of [use('r'), ...others]) expect(repeats.take(entry, after(0))).toEqual([entry]);
  const person = use('r', { actor: { kind: 'user', id: 'ann', name: 'Ann' } });
  for (let time = 0; time < 3; time += 1) expect(repeats.take(person, after(time))).toEqual([person]);
});

it('gives what has gathered when its hour is over, and all of it at the end', () => {
  const repeats = gatherRepeats();
  repeats.take(use('run-0'), after(0));
  repeats.take(use('run-1'), after(1));
  expect(repeats.due(after(60))).toMatchObject([{ detail: { times: 1, runs: ['run-1'] } }]);
  expect(repeats.take(use('run-2'), after(61))).toEqual([use('run-2')]);
  repeats.take(use('run-3'), after(62));
  expect(repeats.all()).toMatchObject([{ detail: { times: 1, runs: ['run-3'] } }]);
  expect(repeats.all()).toEqual([]);
});
