import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { AwsSession } from '../../../base/aws/door.ts';
import { AppError } from '../../../core/app-error.ts';

/** By their fingerprints. */
export type PublicKeys = ReadonlyMap<string, KeyObject>;

interface ListedKey {
  readonly Value?: Uint8Array | undefined;
  readonly Fingerprint?: string | undefined;
}

/** The keys as ListPublicKeys tells them: DER of PKCS#1. */
export function readPublicKeys(list: readonly ListedKey[]): PublicKeys {
  return new Map(list.flatMap(({ Value, Fingerprint }) => (Value && Fingerprint ? [[Fingerprint, createPublicKey({ key: Buffer.from(Value), format: 'der', type: 'pkcs1' })] as const] : [])));
}

/** The keys that CloudTrail signed with in a region at some time in [from, to]: each region has its own. */
export async function askPublicKeys(session: AwsSession, { from, to }: { from: Date; to: Date }): Promise<PublicKeys> {
  const keys: ListedKey[] = [];
  for await (const { PublicKeyList = [] } of session.pages('cloudtrail', 'ListPublicKeys', { StartTime: from, EndTime: to })) keys.push(...PublicKeyList);
  return readPublicKeys(keys);
}

const listSchema = z.array(z.object({ Value: z.base64(), Fingerprint: z.string().min(1) }));
const fileSchema = z.union([z.object({ PublicKeyList: listSchema }).transform(({ PublicKeyList }) => PublicKeyList), listSchema]);
const hint = 'Keep what `aws cloudtrail list-public-keys --region REGION --start-time TIME --output json` prints, one file for each region';

/** What `aws cloudtrail list-public-keys` printed, from files. */
export async function loadPublicKeys(files: readonly string[]): Promise<PublicKeys> {
  const keys = new Map<string, KeyObject>();
  for (const file of files) {
    const list = fileSchema.safeParse(parse(await textOf(file), file));
    if (!list.success) throw new AppError('unreadable-file', `${file} does not hold public keys as CloudTrail lists them`, { hint });
    if (list.data.length === 0) throw new AppError('unreadable-file', `${file} holds no key: the list is empty`, { hint: 'Ask for a time in which the trail delivered: without --start-time only the key of this moment is listed' });
    for (const [fingerprint, key] of keysOf(list.data, file)) keys.set(fingerprint, key);
  }
  return keys;
}

function keysOf(list: z.output<typeof fileSchema>, file: string): PublicKeys {
  try {
    return readPublicKeys(list.map(({ Value, Fingerprint }) => ({ Value: Buffer.from(Value, 'base64'), Fingerprint })));
  } catch (cause) {
    throw new AppError('unreadable-file', `${file} has a key that is none: it is not the DER of an RSA key`, { hint, cause });
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('unreadable-file', `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { hint, cause });
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('unreadable-file', `${file} is not JSON`, { hint, cause });
  }
}
