import { expect, it } from 'vitest';
import type { RuleCard } from '../../src/watch/activity/rulebook/contract.ts';
import { rulesFor, ruleSearchSchema } from './rule-search.ts';

const rule = (facts: Partial<RuleCard>): RuleCard => ({ id: 'aws/a', sigmaId: 'x', title: 'A trail was stopped', kind: 'event', severity: 'high', writtenSeverity: 'high', status: 'stable', tactics: ['impact'], techniques: ['T1485'], state: 'on', stagedBy: null, isTuned: false, exceptions: 0, ...facts });
const rules = [rule({}), rule({ id: 'aws/b', title: 'A key was made', severity: 'low', tactics: ['persistence'], techniques: ['T1098.001'] }), rule({ id: 'aws/c', state: 'off' })];

it.each([
  [{}, ['aws/a', 'aws/b', 'aws/c']],
  [{ q: 'KEY made' }, ['aws/b']],
  [{ q: 't1098' }, ['aws/b']],
  [{ severity: 'high' }, ['aws/a', 'aws/c']],
  [{ state: 'off' }, ['aws/c']],
  [{ tactic: 'persistence' }, ['aws/b']],
  [{ technique: 'T1485', state: 'on' }, ['aws/a']],
  [{ severity: 'severe' }, ['aws/a', 'aws/b', 'aws/c']],
])('%j shows %j', (search, expected) => {
  expect(rulesFor(rules, ruleSearchSchema.parse(search)).map(({ id }) => id)).toEqual(expected);
});
