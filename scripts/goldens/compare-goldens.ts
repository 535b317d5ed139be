import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Golden } from './golden.ts';

/** One sentence per golden that is not what the code makes now. */
export async function compareGoldens(root: string, goldens: readonly Golden[]): Promise<string[]> {
  const problems = await Promise.all(
    goldens.map(async ({ path, render }) => {
      const [kept, made] = await Promise.all([readIfThere(join(root, path)), render()]);
      if (kept === made) return [];
      return [kept === undefined ? `${path} is missing` : `${path} differs from what the code makes, first in line ${firstDifference(kept, made)}`];
    }),
  );
  return problems.flat();
}

/** Writes every golden anew. */
export async function writeGoldens(root: string, goldens: readonly Golden[]): Promise<void> {
  for (const { path, render } of goldens) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await render());
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function firstDifference(kept: string, made: string): string {
  const before = kept.split('\n');
  const after = made.split('\n');
  const at = after.findIndex((line, index) => line !== before[index]);
  const line = at === -1 ? after.length : at;
  return `${line + 1}:\n  - ${before[line] ?? '(nothing)'}\n  + ${after[line] ?? '(nothing)'}`;
}
