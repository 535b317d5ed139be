import { expect, it } from 'vitest';
import { actionWords, briefDetail, subjectWords } from './audit-words.ts';

it('an action is said as a person would', () => {
  expect(actionWords('second-factor.turned-on')).toBe('Second factor turned on');
});

it.each([
  [{ username: 'vera', role: 'viewer' }, 'user vera'],
  [{ name: 'nightly report' }, 'user nightly report'],
  [{ name: 7 }, 'user 1f0c'],
  [{}, 'user 1f0c'],
])('with %o it is about %s', (detail, words) => {
  expect(subjectWords({ actor: { kind: 'user', id: '77aa', name: 'admin' }, subject: { kind: 'user', id: '1f0c', accountId: null }, detail })).toBe(words);
});

it('what somebody does to themselves is about them by name', () => {
  expect(subjectWords({ actor: { kind: 'user', id: '77aa', name: 'admin' }, subject: { kind: 'user', id: '77aa', accountId: null }, detail: {} })).toBe('user admin');
});

it.each([
  [{ purpose: 'calls of CloudTrail watch', times: 118, runs: [] }, 'calls of CloudTrail watch · 118 times'],
  [{ purpose: 'test', times: 1 }, 'test'],
  [{ because: 'wrong-password' }, 'wrong-password'],
  [{ role: 'viewer' }, ''],
])('%o is told as "%s"', (detail, words) => {
  expect(briefDetail(detail)).toBe(words);
});
