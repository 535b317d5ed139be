import { expect, it } from 'vitest';
import { findLockfileProblems } from './find-lockfile-problems.ts';

function problemsOf(wanted: string, locked: { version: string; resolved?: string }): string[] {
  return findLockfileProblems(JSON.stringify({ dependencies: { zod: wanted } }), JSON.stringify({ packages: { 'node_modules/zod': locked } }));
}

it('takes one exact version that the lock file agrees with', () => {
  expect(problemsOf('4.6.7', { version: '4.6.7' })).toEqual([]);
});

it('refuses a range', () => {
  expect(problemsOf('^4.6.7', { version: '4.6.7' })[0]).toContain('zod is ^4.6.7');
});

it('refuses a lock file of another version', () => {
  expect(problemsOf('4.6.7', { version: '4.6.6' })[0]).toContain('run npm install');
});

it('refuses a lock file that names a host', () => {
  expect(problemsOf('4.6.7', { version: '4.6.7', resolved: 'https://registry.example/zod.tgz' })[0]).toContain('names a host');
});

it('refuses a lock file without a package for another platform', () => {
  const tool = { version: '1.0.0', optionalDependencies: { 'tool-linux': '1.0.0', 'tool-darwin': '1.0.0' } };
  const packages = { 'node_modules/tool': tool, 'node_modules/tool/node_modules/tool-linux': { version: '1.0.0' } };
  const problems = findLockfileProblems(JSON.stringify({ dependencies: { tool: '1.0.0' } }), JSON.stringify({ packages }));
  expect(problems).toEqual([expect.stringContaining('wants tool-darwin')]);
});
