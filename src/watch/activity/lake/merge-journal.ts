import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * Says that one file takes the place of others. It is written before that file appears and goes away after the others
 * did, so that whoever lists the folder in between counts each event once: where the output is there, the inputs are not
 * read any more. So the merge happens in the one moment in which its output gets its name.
 */
const journalSchema = z.object({ output: z.string(), inputs: z.array(z.string()) });
export type MergeJournal = z.output<typeof journalSchema>;

const ending = '.merge.json';

/** Athena, too, passes over names that begin so. */
export const hiddenPrefix = '_';

export function journalName(output: string): string {
  return `${hiddenPrefix}${output}${ending}`;
}

export function isJournal(name: string): boolean {
  return name.startsWith(hiddenPrefix) && name.endsWith(ending);
}

export async function writeJournal(folder: string, journal: MergeJournal): Promise<void> {
  const temporary = join(folder, `${hiddenPrefix}tmp-${process.pid}-${journal.output}.json`);
  await writeFile(temporary, JSON.stringify(journal), { flush: true });
  await rename(temporary, join(folder, journalName(journal.output)));
}

export async function readJournal(folder: string, name: string): Promise<MergeJournal> {
  return journalSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
}
