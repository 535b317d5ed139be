import { forEachLimited } from '../../../core/for-each-limited.ts';
import type { Gap } from '../../../core/gap.ts';
import { parseDigestKey, parseLogKey } from './digest-key.ts';
import { hashOf, type DigestFile } from './digest-file.ts';
import type { IntegrityProblem } from './integrity-problem.ts';
import { openLogWindow } from './open-log-window.ts';
import type { PublicKeys } from './public-keys.ts';
import { notOfOthers } from './not-of-others.ts';
import { checkLink, checkSignature, previousOf, readDigest, type ReadDigest } from './read-digest.ts';
import type { ToldSpan } from './told-span.ts';
import type { StoredFile, TrailFolder } from './trail-folder.ts';

export interface VerifyWindow {
  readonly from: Date;
  readonly to: Date;
  readonly keys: PublicKeys;
  /** Up to here all has been verified before: what has been neither removed nor written since needs no reading again. */
  readonly knownTo?: Date | undefined;
  /** Digests that were verified before and that nothing else may name: the newest of each chain. */
  readonly expected?: readonly StoredFile[] | undefined;
  /** Since when a digest has been due each hour; null when none is, since the trail is not logging. */
  readonly dueSince?: Date | null;
  /** What CloudTrail says kept it from delivering the newest. */
  readonly dueError?: string | null;
  /** Another trail without validation delivers into the same folder: what no digest names may be its. */
  readonly isShared?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: { digests: number; logFiles: number }) => void) | undefined;
  /** Asked after each digest: whether the rest is left for another time. */
  readonly isEnough?: (() => boolean) | undefined;
}

export interface ChainRestart {
  readonly from: Date;
  readonly to: Date;
  /** Delivered in between: it was validation that was off, and not the trail. */
  readonly logFiles: number;
  /** The digest that begins the new chain, and the one that ended the other, when it was read. */
  readonly file: StoredFile;
  readonly ended: (StoredFile & { readonly at: Date }) | null;
}

export interface PlaceIntegrity {
  readonly digests: number;
  readonly logFiles: number;
  /** Of them, those that were not known before. */
  readonly fresh: { readonly digests: number; readonly logFiles: number };
  /** What the digests that were read tell of; null where there is none. */
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
  /** Where the first chain begins, when that lies in the window. */
  readonly beginsAt: Date | null;
  /** Chains that begin anew after another: the trail or its validation was off in between. */
  readonly restarts: readonly ChainRestart[];
  /** Log files from times that no digest tells of, pauses included. */
  readonly unvouched: number;
  readonly problems: readonly IntegrityProblem[];
  /** What could not be read. */
  readonly unread: readonly Gap[];
  /** The newest digest before the first that could not be read with all its files. */
  readonly newest: (StoredFile & { readonly at: Date }) | null;
  /** The newest digest of all that were read. */
  readonly last: (StoredFile & { readonly at: Date }) | null;
  /** Digests of a copy whose signature it does not have: the newest of each chain. */
  readonly unproven: readonly string[];
  readonly isWhole: boolean;
}

const logsAtOnce = 8;
const hourMs = 3_600_000;
/** After the hour that it tells of, a digest may take so long to come. */
const overdueMs = 2 * hourMs;
const lookAheadMs = 3 * hourMs;
/** Where nothing can be read, there is no use in trying each file. */
const mostUnread = 20;

/** Every digest of a window, its signature, its place in the chain, and every log file that it names; besides, log files that none names. */
export async function verifyPlace(folder: TrailFolder, window: VerifyWindow): Promise<PlaceIntegrity> {
  const { from, to, keys, signal, expected = [], knownTo } = window;
  const problems: IntegrityProblem[] = [];
  const unread: Gap[] = [];
  const restarts: Omit<ChainRestart, 'logFiles'>[] = [];
  const told: ToldSpan[] = [];
  const seen = new Set<string>();
  const logs = openLogWindow(folder, { from: new Date(from.getTime() - hourMs), to });
  let [digests, logFiles] = [0, 0];
  const fresh = { digests: 0, logFiles: 0 };
  const isFresh = (endMs: number) => knownTo === undefined || endMs > knownTo.getTime();
  let beginsAt: Date | null = null;
  let before: ReadDigest | undefined;
  const unproven: ReadDigest[] = [];
  let newest: PlaceIntegrity['newest'] = null;
  let last: PlaceIntegrity['last'] = null;
  let isCut = false;

  async function checkLog({ s3Bucket: bucket, s3Object: key, hashValue }: DigestFile['logFiles'][number], { startMs, endMs, file }: ReadDigest): Promise<void> {
    if (unread.length >= mostUnread) return;
    signal?.throwIfAborted();
    const name = folder.nameOf({ bucket, key });
    const isLate = parseDigestKey(file.key)?.isBackfill === true || (parseLogKey(key)?.at.getTime() ?? endMs) < startMs - hourMs;
    logs.name(name, isLate ? null : endMs);
    const modifiedAt = logs.listed(name)?.modifiedAt ?? undefined;
    // A log file is never written again after the hour of the digest that names it.
    const isTouched = modifiedAt !== undefined && modifiedAt.getTime() > endMs;
    if (isFresh(endMs) || modifiedAt === undefined || isTouched) {
      const answer = await folder.read({ bucket, key });
      const problem = { bucket, key, at: new Date(endMs), expectedSha256: hashValue.toLowerCase() };
      if (answer.kind === 'unread') unread.push(answer.gap);
      else if (answer.kind === 'missing') problems.push({ ...problem, kind: 'log-missing', because: `The digest ${file.key} names the log file, and it is not there` });
      else {
        const foundSha256 = answer.kind === 'file' ? hashOf(answer.bytes) : undefined;
        const touchedAt = isTouched ? modifiedAt : undefined;
        if (foundSha256 !== problem.expectedSha256) problems.push({ ...problem, kind: 'log-changed', because: 'The log file is not what CloudTrail delivered', foundSha256, touchedAt });
      }
    }
    logFiles += 1;
    if (isFresh(endMs)) fresh.logFiles += 1;
    window.onProgress?.({ digests, logFiles });
  }

  async function open(file: StoredFile): Promise<ReadDigest | undefined> {
    seen.add(folder.nameOf(file));
    const answer = await readDigest(folder, file);
    if (answer.kind === 'digest') return answer.read;
    const at = parseDigestKey(file.key)?.at ?? from;
    if (answer.kind === 'unread') unread.push(answer.gap);
    else if (answer.kind === 'unreadable') problems.push({ kind: 'digest-unreadable', ...file, at, because: answer.because });
    else problems.push({ kind: 'digest-missing', ...file, at, because: 'The chain has the digest, and it is not there: what it and those before it told of, nothing vouches for' });
    return undefined;
  }

  /** The digests between the last one and this one that were not listed: those of another bucket, and those that are missing. */
  async function between(read: ReadDigest): Promise<ReadDigest[]> {
    const found: ReadDigest[] = [];
    for (let next = read; next.startMs >= from.getTime(); ) {
      const previous = previousOf(next);
      if (!previous || seen.has(folder.nameOf(previous))) break;
      const one = await open(previous);
      // Whoever forges digests must not lead us in a circle.
      if (!one || one.endMs >= next.endMs) break;
      found.unshift(one);
      next = one;
    }
    return found;
  }

  function check(read: ReadDigest, { signature }: { signature: string | null }): void {
    const problem = checkSignature(folder, read, { keys, signature });
    if (problem) problems.push(problem);
    else told.push({ fromMs: read.startMs, toMs: read.endMs });
  }

  /** The next of the chain. */
  async function take(read: ReadDigest): Promise<void> {
    const previous = previousOf(read);
    const isNext = before !== undefined && previous !== undefined && folder.nameOf(previous) === folder.nameOf(before.file);
    if (before && isNext) {
      const broken = checkLink(before, read);
      if (broken) problems.push(broken);
    } else if (!previous) {
      const lastMs = before?.endMs ?? knownTo?.getTime();
      if (lastMs === undefined) beginsAt ??= new Date(read.startMs);
      else restarts.push({ from: new Date(lastMs), to: new Date(read.startMs), file: read.file, ended: before ? placeOf(before) : null });
    }
    // In a copy the signature of a digest is in the digest after it.
    const waiting = isNext && unproven.at(-1) === before ? unproven.pop() : undefined;
    if (waiting) check(waiting, { signature: read.digest.previousDigestSignature });
    before = read;
    if (read.endMs > to.getTime()) return;
    if (folder.hasSignatures || read.signature !== null) check(read, read);
    else unproven.push(read);
    await takeLogs(read);
    last = placeOf(read);
    if (unread.length === 0) newest = last;
  }

  async function takeLogs(read: ReadDigest): Promise<void> {
    digests += 1;
    if (isFresh(read.endMs)) fresh.digests += 1;
    await logs.listTo(read.endMs);
    await forEachLimited(read.digest.logFiles, logsAtOnce, (log) => checkLog(log, read));
    logs.moveTo(read.startMs);
    window.onProgress?.({ digests, logFiles });
  }

  const hasMoved = () => before !== undefined && isFresh(before.endMs);
  for await (const key of folder.listDigests(from, folder.hasSignatures ? to : new Date(to.getTime() + lookAheadMs))) {
    signal?.throwIfAborted();
    if (unread.length >= mostUnread || (hasMoved() && window.isEnough?.())) {
      isCut = true;
      break;
    }
    const file = { bucket: folder.bucket, key };
    if (seen.has(folder.nameOf(file))) continue;
    const read = await open(file);
    if (!read) continue;
    if (parseDigestKey(key)?.isBackfill) {
      if (folder.hasSignatures || read.signature !== null) check(read, read);
      await takeLogs(read);
    } else {
      for (const one of [...(await between(read)), read]) await take(one);
    }
    if (read.endMs > to.getTime()) break;
  }
  for (const file of expected) if (!isCut && !seen.has(folder.nameOf(file))) await open(file);

  const lastMs = told.reduce((most, { toMs }) => Math.max(most, toMs), -Infinity);
  const { extra, unvouched } = await logs.end(told, lastMs === -Infinity ? to.getTime() : lastMs);
  const smuggled = window.isShared || extra.length === 0 ? [] : await notOfOthers(folder, keys, extra);
  for (const { key, at, modifiedAt } of smuggled) problems.push({ kind: 'log-extra', bucket: folder.bucket, key, at, because: 'No digest names the log file: CloudTrail did not deliver it', touchedAt: modifiedAt ?? undefined });
  if (!isCut && unread.length === 0) problems.push(...overdue(folder, window, before?.endMs));
  const within = (span: { from: Date; to: Date }) => unvouched.filter((at) => at > span.from && at <= span.to).length;
  return {
    digests,
    logFiles,
    fresh,
    firstAt: told.length === 0 ? null : new Date(told.reduce((least, { fromMs }) => Math.min(least, fromMs), Infinity)),
    lastAt: told.length === 0 ? null : new Date(lastMs),
    beginsAt,
    restarts: restarts.map((span) => ({ ...span, logFiles: within(span) })),
    unvouched: unvouched.length,
    problems,
    unread,
    newest,
    last,
    unproven: unproven.map(({ file }) => file.key),
    isWhole: !isCut,
  };
}

function placeOf({ file, endMs }: ReadDigest): StoredFile & { at: Date } {
  return { ...file, at: new Date(endMs) };
}

/** While a trail is logging, a digest comes each hour, whether anything happened or not. */
function overdue({ bucket, region, accountId }: TrailFolder, { from, to, dueSince, dueError }: VerifyWindow, lastMs: number | undefined): IntegrityProblem[] {
  if (!dueSince) return [];
  const expectedMs = Math.max(lastMs ?? from.getTime(), dueSince.getTime());
  if (to.getTime() - expectedMs <= overdueMs) return [];
  const because = lastMs === undefined ? `No digest has come since ${new Date(expectedMs).toISOString()}, and one is due each hour` : `The newest digest is of ${new Date(lastMs).toISOString()}, and one is due each hour`;
  const said = dueError ? `; CloudTrail could not deliver it: ${dueError}` : '';
  return [{ kind: 'digest-overdue', bucket, key: `AWSLogs/${accountId}/CloudTrail-Digest/${region}/`, at: new Date(expectedMs), because: `${because}${said}` }];
}
