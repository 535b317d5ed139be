import { expect, it } from 'vitest';
import { activityFilterOf, activitySearchSchema } from './activity-search.ts';

const now = Date.parse('2026-11-20T12:00:30Z');

it.each([
  [{}, { since: '2026-11-19T12:00:00.000Z' }],
  [{ range: '1h' }, { since: '2026-11-20T11:00:00.000Z' }],
  [{ range: 'a year' }, { since: '2026-11-19T12:00:00.000Z' }],
  [{ since: '2026-11-20T01:00:00Z', until: '2026-11-20T02:00:00Z' }, { since: '2026-11-20T01:00:00Z', until: '2026-11-20T02:00:00Z' }],
  [{ range: '1h', account: '1', only: 'errors' }, { since: '2026-11-20T11:00:00.000Z', accountId: '1', hasError: 'true' }],
  [{ range: '1h', actor: 'ci job 7' }, { since: '2026-11-20T11:00:00.000Z', actor: 'ci job 7' }],
  [{ range: '1h', only: 'suspicious' }, { since: '2026-11-20T11:00:00.000Z', minSeverity: 'info' }],
  [{ range: '1h', only: 'suspicious', severity: 'high' }, { since: '2026-11-20T11:00:00.000Z', severity: 'high' }],
  [{ range: '1h', only: 'writes' }, { since: '2026-11-20T11:00:00.000Z', isReadOnly: 'false' }],
])('%j asks for %j', (search, expected) => {
  expect(activityFilterOf(activitySearchSchema.parse(search), now)).toEqual(expected);
});
