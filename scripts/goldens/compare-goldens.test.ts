import { expect, it } from 'vitest';
import { makeTestFolder } from '../../src/testing/make-test-folder.ts';
import { compareGoldens, writeGoldens } from './compare-goldens.ts';

function golden(text: string) {
  return { path: 'docs/list.md', render: () => Promise.resolve(text) };
}

it('is content with what was just written', async () => {
  const folder = await makeTestFolder();
  await writeGoldens(folder, [golden('one\ntwo\n')]);
  expect(await compareGoldens(folder, [golden('one\ntwo\n')])).toEqual([]);
});

it('shows the first line that differs', async () => {
  const folder = await makeTestFolder();
  await writeGoldens(folder, [golden('one\ntwo\n')]);
  expect(await compareGoldens(folder, [golden('one\nthree\n')])).toEqual([
    'docs/list.md differs from what the code makes, first in line 2:\n  - two\n  + three',
  ]);
});

it('says that one is missing', async () => {
  expect(await compareGoldens(await makeTestFolder(), [golden('one')])).toEqual(['docs/list.md is missing']);
});
