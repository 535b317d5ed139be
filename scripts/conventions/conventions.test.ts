import { expect, it } from 'vitest';
import { findConventionProblems, findLonelyTests } from './conventions.ts';

function problemsOf(path: string, text = ''): string[] {
  return findConventionProblems([{ path, text }]);
}

it.each([
  ['a drawer', 'src/base/store/utils.ts', ''],
  ['an index', 'src/base/store/index.ts', ''],
  ['a name with capitals', 'ui/kit/DataTable.tsx', ''],
  ['more than 300 lines', 'src/base/store/open.ts', 'x;\n'.repeat(301)],
  ['work left for later', 'src/base/store/open.ts', '// TODO: close it\n'],
  ['a default export that is no unit', 'src/base/store/open.ts', 'export default 1;\n'],
  ['an assertion', 'src/base/store/open.ts', 'const port = value as number;\n'],
  ['an assertion in a function with no guarantee', 'src/base/store/open.ts', '/** Trusts. */\nfunction trust(value: unknown) {\n  return value as number;\n}\n'],
  ['a mocked module', 'src/base/store/open.test.ts', "vi.mock('./close.ts');\n"],
  ["a path of somebody's machine", 'docs/guides/start.md', 'Open /home/anna/watchkeeper.\n'],
  ['a change that does not say of what kind it is', 'changes/first.md', 'Many things.\n'],
])('refuses %s', (_what, path, text) => {
  expect(problemsOf(path, text)).toHaveLength(1);
});

it.each([
  ['300 lines', 'src/base/store/open.ts', 'x;\n'.repeat(300)],
  ['a unit with a default export', 'src/agents/types/cost.ts', 'export default 1;\n'],
  ['as const', 'src/base/store/open.ts', "const kinds = ['a'] as const;\n"],
  ['an assertion with its guarantee', 'src/base/store/open.ts', '/** Guarantee: parsed before. */\nexport function trust(value: unknown): number {\n  return value as number;\n}\n'],
  ['a change with its kind', 'changes/first.md', 'added: a watch over CloudTrail\n'],
])('allows %s', (_what, path, text) => {
  expect(problemsOf(path, text)).toEqual([]);
});

it('names the line of an assertion', () => {
  expect(problemsOf('src/core/a.ts', 'const a = 1;\nconst b = a as unknown;\n')[0]).toContain('line 2');
});

it('finds a test that stands beside no code', () => {
  expect(findLonelyTests(['src/a/open.ts', 'src/a/open.test.ts', 'src/tests/close.test.ts'])).toEqual(['src/tests/close.test.ts: stands beside no code']);
});
