import type { AwsSession } from '../../base/aws/door.ts';
import type { Account } from '../../core/account.ts';
import { durationMs } from '../../core/duration.ts';
import { openFingerprints } from '../../respond/findings/open-fingerprints.ts';
import { resolveFindings } from '../../respond/findings/resolve-findings.ts';
import { keepDigests } from '../../watch/activity/coverage/keep-digests.ts';
import { findSuspects } from '../../watch/activity/integrity/find-suspects.ts';
import type { PublicKeys } from '../../watch/activity/integrity/public-keys.ts';
import { s3TrailFolder } from '../../watch/activity/integrity/trail-folder-s3.ts';
import type { TrailFolder } from '../../watch/activity/integrity/trail-folder.ts';
import { verifyPlace, type PlaceIntegrity } from '../../watch/activity/integrity/verify-place.ts';
import type { FoundTrail } from '../../watch/activity/sources/find-trails.ts';
import { dayOfFingerprint, integrityFinding, integrityPrefix, troubleFingerprint, troublesOf, type Trouble, type VerifiedTrail } from './integrity-findings.ts';
import { keepTrailState, newTrailState, type TrailState } from './trail-state.ts';
import type { WatchContext } from './watch-place.ts';

export interface TrailWork {
  readonly account: Account;
  readonly trail: FoundTrail;
  readonly isShared: boolean;
  readonly region: string;
  readonly about: VerifiedTrail;
  readonly state: TrailState | undefined;
  readonly session: AwsSession;
  readonly keys: PublicKeys;
  /** `o-…/`, or empty. */
  readonly organization: string;
  readonly isEnough: () => boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** What cannot be read is tried again for so long before what comes after it is verified without it. */
const holdMs = dayMs;
const gapsTold = 20;

/** Verifies what is new of one trail, account and region, looks again at what is known, and raises and resolves what comes of it. False when some is left for the next run. */
export async function verifyTrailPlace(context: WatchContext, work: TrailWork): Promise<boolean> {
  const { account, region, trail, about, session, organization } = work;
  const folder = s3TrailFolder(session, { bucket: trail.bucket, prefix: trail.prefix, organization, accountId: account.accountId, region }, trail.name);
  const now = context.clock();
  const before = work.state ?? newTrailState(now);
  const fresh = await verifyFresh(context, work, { folder, state: before, now });
  for (const gap of fresh.unread.slice(0, gapsTold)) context.gap(gap);
  const held = fresh.unread.length > 0 && now.getTime() - (fresh.newest?.at ?? before.known?.newest.at ?? now).getTime() < holdMs ? fresh.newest : fresh.last;
  const newest = held ?? before.known?.newest;
  const known = newest ? { from: before.known?.from ?? fresh.firstAt ?? newest.at, newest } : null;
  const oldest = new Date(now.getTime() - durationMs(context.settings.integrityRecheck));
  const ends = [...before.ends, ...fresh.restarts.flatMap(({ ended }) => ended ?? before.known?.newest ?? [])].filter(({ at }) => at >= oldest);
  const state: TrailState = { ...before, known, ends, checkedAt: now, isBehind: !fresh.isWhole, digests: before.digests + fresh.fresh.digests, files: before.files + fresh.fresh.logFiles };

  const open = await openFingerprints(context.store, integrityPrefix(about));
  const found = troublesOf(fresh.problems, fresh.restarts);
  const again = await lookAgain(context, work, { folder, state, found, open, now });
  const troubles = [...found.filter(({ day }) => !again.days.has(day)), ...again.troubles];
  const drafts = [];
  for (const trouble of troubles) drafts.push(integrityFinding(about, trouble, { suspects: await suspectsOf(context, about, trouble), now }));
  context.count('findings', await context.record(drafts));
  context.count('digests', fresh.fresh.digests);
  context.count('trailFiles', fresh.fresh.logFiles);

  const days = Object.fromEntries(Object.entries({ ...state.days, ...daysOf(troubles, again.days, now) }).filter(([day]) => Date.parse(day) + dayMs > oldest.getTime()));
  const problems = Object.values(days).reduce((sum, day) => sum + day.problems, 0) + troubles.filter(({ day }) => day === '').length;
  await context.store.db.transaction(async (db) => {
    await keepDigests(db, {
      accountId: account.accountId,
      region,
      trail: trail.arn,
      state: problems > 0 ? 'problems' : fresh.unread.length > 0 ? 'not-read' : known ? 'verified' : 'waiting',
      verifiedAt: now,
      verifiedFrom: known?.from ?? null,
      verifiedTo: known?.newest.at ?? null,
      digests: state.digests,
      files: state.files,
      problems,
      trouble: fresh.unread[0]?.because ?? null,
    });
    await keepTrailState(context, db, { account, trail, region, state: { ...state, days } });
  });
  const standing = new Set(troubles.map((trouble) => troubleFingerprint(about, trouble)));
  const isLookedAt = (day: string | undefined) => (day === undefined ? fresh.isWhole && fresh.unread.length === 0 : again.days.has(day));
  await resolveFindings(context, open.filter((fingerprint) => !standing.has(fingerprint) && isLookedAt(dayOfFingerprint(fingerprint))));
  return fresh.isWhole;
}

interface Place {
  readonly folder: TrailFolder;
  readonly state: TrailState;
  readonly now: Date;
}

function verifyFresh({ settings, signal }: WatchContext, { keys, trail, isShared, isEnough }: TrailWork, { folder, state: { known }, now }: Place): Promise<PlaceIntegrity> {
  const from = known?.newest.at ?? new Date(now.getTime() - durationMs(settings.integrityLookback));
  return verifyPlace(folder, {
    from,
    to: now,
    keys,
    knownTo: known?.newest.at,
    expected: known ? [known.newest] : [],
    dueSince: trail.isLogging ? (trail.startedAt ?? from) : null,
    dueError: trail.digestError,
    isShared,
    signal,
    isEnough,
  });
}

/** Days that were verified before: each once a day, and each hour those on which something is or was wrong. */
async function lookAgain({ settings, signal }: WatchContext, { keys, isShared, isEnough }: TrailWork, { folder, state, found, open, now }: Place & { found: readonly Trouble[]; open: readonly string[] }): Promise<{ days: Set<string>; troubles: Trouble[] }> {
  const { known } = state;
  const days = new Set<string>();
  const troubles: Trouble[] = [];
  if (!known) return { days, troubles };
  const wrong = new Set([...found.map(({ day }) => day), ...open.map(dayOfFingerprint)]);
  const oldestMs = Math.max(known.from.getTime(), now.getTime() - durationMs(settings.integrityRecheck));
  for (let startMs = Math.floor(known.newest.at.getTime() / dayMs) * dayMs; startMs + dayMs > oldestMs; startMs -= dayMs) {
    const day = new Date(startMs).toISOString().slice(0, 10);
    const checkedAt = state.days[day]?.checkedAt;
    // A day that is looked at for the first time has just been verified.
    const isDue = checkedAt ? now.getTime() - checkedAt.getTime() >= dayMs : false;
    if (!checkedAt && !wrong.has(day)) state.days[day] = { checkedAt: now, problems: 0 };
    if (!isDue && !wrong.has(day)) continue;
    if (isEnough()) break;
    const from = new Date(Math.max(known.from.getTime(), startMs - hourMs));
    const to = new Date(Math.min(known.newest.at.getTime(), startMs + dayMs + 2 * hourMs));
    const expected = [known.newest, ...state.ends].filter(({ at }) => at >= from && at <= to);
    const looked = await verifyPlace(folder, { from, to, keys, knownTo: known.newest.at, expected, dueSince: null, isShared, signal });
    if (looked.unread.length > 0 || !looked.isWhole) continue;
    days.add(day);
    troubles.push(...troublesOf(looked.problems, looked.restarts).filter((trouble) => trouble.day === day));
  }
  return { days, troubles };
}

function daysOf(troubles: readonly Trouble[], looked: ReadonlySet<string>, now: Date): TrailState['days'] {
  const names = new Set([...looked, ...troubles.map(({ day }) => day)].filter((day) => day !== ''));
  return Object.fromEntries([...names].map((day) => [day, { checkedAt: now, problems: troubles.filter((trouble) => trouble.day === day).reduce((sum, { problems }) => sum + problems.length, 0) }]));
}

function suspectsOf({ lake, clock, signal }: WatchContext, { bucket, name }: VerifiedTrail, { problems }: Trouble) {
  const times = problems.map(({ at }) => at.getTime());
  return findSuspects(lake, { bucket, keys: problems.map(({ key }) => key), trailName: name, from: new Date(Math.min(...times) - 2 * hourMs), to: new Date(clock().getTime() + hourMs) }, { signal });
}
