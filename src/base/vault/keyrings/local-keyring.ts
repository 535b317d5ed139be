import { chmod, stat } from 'node:fs/promises';
import { AppError } from '../../../core/app-error.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Keyring, WrapContext } from '../keyring.ts';
import { openBytes, sealBytes } from '../sealed-text.ts';
import { damagedSecret } from '../vault-failures.ts';
import { makeFileKey, readKeyFile, writeKeyFile, type FileKey } from './key-file.ts';

export interface LocalKeyringOptions {
  readonly file: string;
  /** The keys that sealed secrets need: a file without them is lost or another one's. */
  readonly needed: readonly string[];
  readonly clock: Clock;
}

/** Keys in a file of this machine, made at the first start. */
export async function openLocalKeyring({ file, needed, clock }: LocalKeyringOptions): Promise<Keyring> {
  let keys = (await readKeyFile(file)) ?? (needed.length === 0 ? await firstKeys(file, clock) : undefined);
  if (!keys) throw lost(file, `The key file ${file} is missing`);
  if (needed.some((id) => !keys?.some((key) => key.id === id))) throw lost(file, `The key file ${file} is not the one that the secrets of this database were sealed with`);
  await closeToOthers(file);
  const newest = (): FileKey => {
    const last = keys?.at(-1);
    if (!last) throw new Error('The key file has no keys');
    return last;
  };

  /** Another process may have added to the file since it was read. */
  async function find(id: string): Promise<FileKey | undefined> {
    const known = keys?.find((key) => key.id === id);
    if (known) return known;
    keys = (await readKeyFile(file)) ?? keys;
    return keys?.find((key) => key.id === id);
  }

  return {
    kind: 'local',
    async wrap(dataKey, context) {
      const { id, key } = newest();
      return { wrapped: sealBytes(key, dataKey, boundTo(context, id)), keyRef: id };
    },
    async unwrap({ wrapped, keyRef }, context) {
      const found = await find(keyRef);
      if (!found) throw lost(file, `The key file ${file} does not hold the key ${keyRef}`);
      const plain = openBytes(found.key, wrapped, boundTo(context, keyRef));
      if (!plain) throw damagedSecret(context, 'its data key was changed, or is that of another secret');
      return plain;
    },
    async makeNewKey() {
      const known = (await readKeyFile(file)) ?? keys ?? [];
      keys = [...known, makeFileKey(clock())];
      await writeKeyFile(file, keys);
    },
    close: async () => undefined,
  };
}

async function firstKeys(file: string, clock: Clock): Promise<FileKey[]> {
  const keys = [makeFileKey(clock())];
  try {
    await writeKeyFile(file, keys, { isNew: true });
    return keys;
  } catch (error) {
    const others = await readKeyFile(file);
    if (others) return others;
    throw new AppError('unreadable-file', `The key file ${file} cannot be made`, { hint: 'Its folder must exist and belong to the user that Watchkeeper runs as', cause: error });
  }
}

async function closeToOthers(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o077) === 0) return;
  // Where it is mounted to be read only, who may read it is decided by who mounted it.
  await chmod(file, 0o600).catch((error: unknown) => {
    if (!['EROFS', 'EPERM', 'EACCES'].includes(String(Reflect.get(Object(error), 'code')))) throw error;
  });
}

function lost(file: string, because: string): AppError {
  return new AppError('vault-key-lost', `${because}. The secrets that are sealed in the database can only be read with it: without it they are lost, and nobody can bring them back`, {
    hint: `Put the copy of ${file} back, from a backup or from the machine that made it. If there is none, watchkeeper vault forget removes the sealed secrets, and they must be entered again`,
  });
}

function boundTo({ dataKey, owner, field }: WrapContext, keyId: string): string {
  return JSON.stringify(['watchkeeper data key', 1, keyId, dataKey, owner, field]);
}
