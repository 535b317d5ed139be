import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { AppError } from '../../../core/app-error.ts';
import { BadObject, inflateObject } from '../sources/inflate-object.ts';
import { parseDigestKey, parseLogKey, withoutPrefix, type DigestKey } from './digest-key.ts';
import type { FileAnswer, TrailFolder } from './trail-folder.ts';

/** One trail, account and region in a copy of a bucket. */
export interface LocalPlace extends Pick<DigestKey, 'accountId' | 'region' | 'trail' | 'homeRegion' | 'organization'> {
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** The newest digest whose signature the copy has. */
  readonly provenTo: Date;
  readonly folder: TrailFolder;
}

interface KeptFile {
  readonly path: string;
  readonly key: string;
}

/** What a copy of a trail's bucket holds, whether the folder is the bucket, has it in it, or is a part of it. */
export async function openLocalTrails(path: string): Promise<LocalPlace[]> {
  const files = await listFiles(path);
  const byName = new Map(files.map((file) => [withoutPrefix(file.key), file.path]));
  const digests = files.flatMap(({ key }) => {
    const digest = parseDigestKey(withoutPrefix(key));
    return digest ? [{ ...digest, key: withoutPrefix(key) }] : [];
  });
  const logs = files.flatMap(({ key }) => {
    const log = parseLogKey(withoutPrefix(key));
    return log ? [{ ...log, key: withoutPrefix(key) }] : [];
  });
  if (digests.length === 0) throw nothingFound(path, logs.length);
  const places = Map.groupBy(digests, ({ organization, accountId, region, trail }) => [organization, accountId, region, trail].join('|'));
  const logsOf = Map.groupBy(logs, ({ accountId, region }) => `${accountId}|${region}`);
  return [...places.values()].map((own) => {
    const sorted = own.toSorted((a, b) => a.at.getTime() - b.at.getTime());
    const [first] = sorted;
    if (!first) throw new Error('A group of digests is never empty');
    const { accountId, region, trail, homeRegion, organization } = first;
    const ownLogs = (logsOf.get(`${accountId}|${region}`) ?? []).filter(({ key }) => key.startsWith(`AWSLogs/${organization}${accountId}/`)).sort((a, b) => a.at.getTime() - b.at.getTime());
    const folder: TrailFolder = {
      bucket: path,
      accountId,
      region,
      hasSignatures: false,
      nameOf: ({ key }) => withoutPrefix(key),
      async *listDigests(from, to) {
        for (const { key, at } of sorted) if (at >= from && at <= to) yield key;
      },
      async *listOtherDigests(from, to) {
        for (const one of digests) if (one.trail !== trail && one.organization === organization && one.accountId === accountId && one.region === region && one.at >= from && one.at <= to) yield one.key;
      },
      async *listLogs(from, to) {
        for (const { key, at } of ownLogs) if (at >= from && at <= to) yield { key, at, modifiedAt: null };
      },
      read: ({ key }) => readLocal(byName, withoutPrefix(key), { accountId, region }),
    };
    const lastAt = sorted.at(-1)?.at ?? first.at;
    const chain = sorted.filter(({ isBackfill }) => !isBackfill);
    return { accountId, region, trail, homeRegion, organization, firstAt: first.at, lastAt, provenTo: byName.has(`${chain.at(-1)?.key ?? ''}.signature`) ? lastAt : (chain.at(-2)?.at ?? lastAt), folder };
  });
}

async function readLocal(byName: ReadonlyMap<string, string>, name: string, place: { accountId: string; region: string }): Promise<FileAnswer> {
  const path = byName.get(name);
  if (path === undefined) return { kind: 'missing' };
  const signaturePath = byName.get(`${name}.signature`);
  try {
    const bytes = await inflateObject(createReadStream(path));
    return { kind: 'file', bytes, signature: signaturePath === undefined ? null : (await readFile(signaturePath, 'utf8')).trim() };
  } catch (error) {
    if (error instanceof BadObject) return { kind: 'damaged' };
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { kind: 'unread', gap: { reason: 'access-denied', ...place, service: 'file', operation: 'read', action: null, because: `Could not read ${path}: ${error.message}`, at: new Date().toISOString() } };
  }
}

async function listFiles(path: string): Promise<KeptFile[]> {
  const root = resolve(path);
  // Of a folder inside of AWSLogs, the names above it belong to the keys.
  const at = `${root}${sep}`.lastIndexOf(`${sep}AWSLogs${sep}`);
  const base = at < 0 ? root : root.slice(0, at);
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).map((file) => ({ path: file, key: relative(base, file).split(sep).join('/') }));
  } catch (cause) {
    throw new AppError('unreadable-file', `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { hint: "Name a folder with a copy of the trail's bucket, such as aws s3 sync makes", cause });
  }
}

function nothingFound(path: string, logFiles: number): AppError {
  const found = logFiles === 0 ? 'neither digests nor log files of a trail' : `${logFiles} log files and no digest`;
  return new AppError('unreadable-file', `${path} holds ${found}`, {
    hint: logFiles === 0 ? 'Name the folder that has AWSLogs in it, as it is in the bucket: aws s3 sync s3://BUCKET/ FOLDER' : 'Copy AWSLogs/…/CloudTrail-Digest/ as well. If the bucket has none, the trail has no log file validation, and nothing can be verified',
  });
}
