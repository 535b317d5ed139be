import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { link, open, readFile, rename, unlink } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../core/app-error.ts';
import { keyBytes } from '../sealed-text.ts';

export interface FileKey {
  readonly id: string;
  readonly key: Buffer;
  readonly madeAt: string;
}

const about = "Watchkeeper's own keys. Whoever has this file and the database can read every secret in it; without this file nobody can. Keep a copy apart from the database's backups.";

const fileSchema = z.object({ keys: z.array(z.object({ id: z.string(), key: z.base64(), madeAt: z.string() })).min(1) });

/** The keys of a file, the newest last; undefined when there is no file. */
export async function readKeyFile(file: string): Promise<FileKey[] | undefined> {
  const text = await textOf(file);
  if (text === undefined) return undefined;
  const keys = parsed(text)?.map(({ id, key, madeAt }) => ({ id, key: Buffer.from(key, 'base64'), madeAt }));
  if (keys?.every(({ id, key }) => key.length === keyBytes && id === idOf(key))) return keys;
  throw new AppError('vault-key-lost', `The key file ${file} is damaged: it does not hold the keys it names`, { hint: 'Put back the copy that was made of it' });
}

/** Named by what it is, so that a file with another key is noticed before anything is opened with it. */
export function makeFileKey(now: Date): FileKey {
  const key = randomBytes(keyBytes);
  return { id: idOf(key), key, madeAt: now.toISOString() };
}

/** Whole or not at all, and for nobody else to read. With `isNew` it fails when there is one already. */
export async function writeKeyFile(file: string, keys: readonly FileKey[], { isNew = false } = {}): Promise<void> {
  const text = `${JSON.stringify({ about, keys: keys.map(({ id, key, madeAt }) => ({ id, key: key.toString('base64'), madeAt })) }, undefined, 2)}\n`;
  const unfinished = `${file}.${randomUUID()}`;
  const handle = await open(unfinished, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (!isNew) return rename(unfinished, file);
  try {
    await link(unfinished, file);
  } finally {
    await unlink(unfinished);
  }
}

function idOf(key: Uint8Array): string {
  return createHash('sha256').update('watchkeeper key').update(key).digest('hex').slice(0, 16);
}

function parsed(text: string) {
  try {
    return fileSchema.safeParse(JSON.parse(text)).data?.keys;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return undefined;
    throw new AppError('unreadable-file', `The key file ${file} cannot be read`, { hint: 'It must belong to the user that Watchkeeper runs as', cause: error });
  }
}
