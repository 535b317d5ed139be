import { parseDigestKey } from './digest-key.ts';
import type { PublicKeys } from './public-keys.ts';
import { checkSignature, readDigest } from './read-digest.ts';
import { isTellable, type ToldSpan } from './told-span.ts';
import type { ListedLog, TrailFolder } from './trail-folder.ts';

const aroundMs = 3 * 3_600_000;

/**
 * Of log files that no digest of a trail names, those that no other trail has delivered into the same folder either. Where a
 * digest of another trail is still to come, nobody can tell yet. In a copy, digests are taken at their word.
 */
export async function notOfOthers(folder: TrailFolder, keys: PublicKeys, logs: readonly ListedLog[]): Promise<ListedLog[]> {
  const times = logs.map(({ at }) => at.getTime());
  const from = new Date(times.reduce((a, b) => Math.min(a, b), Infinity) - aroundMs);
  const to = new Date(times.reduce((a, b) => Math.max(a, b), -Infinity) + aroundMs);
  const named = new Set<string>();
  const told = new Map<string, ToldSpan[]>();
  for await (const key of folder.listOtherDigests(from, to)) {
    const answer = await readDigest(folder, { bucket: folder.bucket, key });
    if (answer.kind !== 'digest') continue;
    const { digest, startMs, endMs, signature } = answer.read;
    if (folder.hasSignatures && checkSignature(folder, answer.read, { keys, signature })) continue;
    const trail = parseDigestKey(key)?.trail ?? '';
    told.set(trail, [...(told.get(trail) ?? []), { fromMs: startMs, toMs: endMs }]);
    for (const { s3Bucket: bucket, s3Object } of digest.logFiles) named.add(folder.nameOf({ bucket, key: s3Object }));
  }
  const isTellableByAll = (ms: number) => [...told.values()].every((spans) => isTellable(spans, ms));
  return logs.filter(({ key, at }) => !named.has(folder.nameOf({ bucket: folder.bucket, key })) && isTellableByAll(at.getTime()));
}
