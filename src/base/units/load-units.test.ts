import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { loadUnits } from './load-units.ts';

const kind = z.object({ title: z.string().min(1) });

async function folderWith(files: Readonly<Record<string, string>>): Promise<URL> {
  const folder = await makeTestFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return pathToFileURL(`${folder}/`);
}

it('takes every file for a unit, by its path, and leaves the tests', async () => {
  const folder = await folderWith({
    'night.ts': "export default { title: 'Night' };",
    's3/public.ts': "export default { title: 'Public' };",
    's3/public.test.ts': "throw new Error('a test was loaded');",
    'notes.md': 'nothing',
  });
  expect([...(await loadUnits(folder, kind))]).toEqual([
    ['night', { title: 'Night' }],
    ['s3/public', { title: 'Public' }],
  ]);
});

it.each([
  ['has no default export', 'export const unit = 1;', 'night.ts cannot be used: it has no default export'],
  ['is of another shape', 'export default { title: 7 };', 'night.ts cannot be used: title: '],
])('names a file that %s', async (_what, text, told) => {
  const folder = await folderWith({ 'night.ts': text });
  await expect(loadUnits(folder, kind)).rejects.toMatchObject({ code: 'bad-unit', message: expect.stringContaining(told) });
});
