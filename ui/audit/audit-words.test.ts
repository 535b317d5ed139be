import { expect, it } from 'vitest';
import { actionWords, subjectWords } from './audit-words.ts';

it('an action is said as a person would', () => {
  expect(actionWords('second-factor.turned-on')).toBe('Second factor turned on');
});

it.each([
  [{ username: 'vera', role: 'viewer' }, 'user vera'],
  [{ name: 'nightly report' }, 'user nightly report'],
  [{ name: 7 }, 'user 1f0c'],
  [{}, 'user 1f0c'],
])('with %o it is about %s', (detail, words) => {
  expect(subjectWords({ subject: { kind: 'user', id: '1f0c', accountId: null }, detail })).toBe(words);
});
