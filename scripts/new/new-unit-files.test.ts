import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { makeTestFolder } from '../../src/testing/make-test-folder.ts';
import { loadRules } from '../../src/watch/activity/sigma/load-rules.ts';
import { newUnitFiles } from './new-unit-files.ts';
import type { NewFile } from './unit-templates.ts';

function filesOf(kind: string, id: string): readonly NewFile[] {
  const files = newUnitFiles(kind, id);
  if (typeof files === 'string') throw new Error(files);
  return files;
}

it('makes a rule that loads, fires on its firing event and is silent on the other', async () => {
  const folder = await makeTestFolder();
  for (const { path, text } of filesOf('rule', 'aws/root-logged-in')) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const { rules, refused } = await loadRules([join(folder, 'rules')]);
  expect(refused).toEqual([]);
  const [rule] = rules;
  expect(rule?.file.title).toBe('Root logged in');
  expect(rule?.file.tests?.firing.map((event) => rule.matches(event))).toEqual([true]);
  expect(rule?.file.tests?.silent.map((event) => rule.matches(event))).toEqual([false]);
});

it.each(['agent', 'command', 'story'])('makes a unit of kind %s with its test beside it', (kind) => {
  const paths = filesOf(kind, 'night-shift').map(({ path }) => path);
  expect(paths).toEqual([expect.stringMatching(/\/night-shift\.ts$/), expect.stringMatching(/\/night-shift\.test\.ts$/)]);
});

it.each([
  [undefined, undefined, 'rule, agent, command, service, story'],
  ['opinion', 'mine', 'rule, agent, command, service, story'],
  ['rule', 'no-pack', 'aws/root-logged-in'],
  ['agent', '../../escape', 'budget-monitoring'],
])('says what to give instead of %s %s', (kind, id, told) => {
  expect(newUnitFiles(kind, id)).toContain(told);
});
