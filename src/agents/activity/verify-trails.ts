import { forEachFair } from '../../core/for-each-fair.ts';
import { durationMs } from '../../core/duration.ts';
import type { Account } from '../../core/account.ts';
import { resolveFindings } from '../../respond/findings/resolve-findings.ts';
import { keepDigests } from '../../watch/activity/coverage/keep-digests.ts';
import { findOrganizations } from '../../watch/activity/integrity/list-folders.ts';
import { askPublicKeys, type PublicKeys } from '../../watch/activity/integrity/public-keys.ts';
import { isShared } from '../../watch/activity/integrity/verify-trail.ts';
import type { FoundTrail } from '../../watch/activity/sources/find-trails.ts';
import { unvalidatedFinding, unvalidatedFingerprint } from './integrity-findings.ts';
import { keepTrailState, newTrailState, readTrailState, type TrailState } from './trail-state.ts';
import { verifyTrailPlace, type TrailWork } from './verify-trail-place.ts';
import type { WatchContext } from './watch-place.ts';
import { sessionFor, trailsOf } from './watch-trail.ts';

const placesAtOnce = 4;
const dayMs = 86_400_000;
const dueKey = 'integrity-due';
const turnKey = 'integrity-turn';
/** What is new never waits long for what is verified: the rest is left for the next run. */
const budgetMs = 20_000;

/** Verifies what trails have delivered since the last time, an hour or more ago. */
export async function verifyTrails(context: WatchContext): Promise<void> {
  const { settings, clock, signal, checkpoints } = context;
  if (!settings.integrity) return;
  const startedAt = clock();
  const dueAt = await checkpoints.get(dueKey);
  if (dueAt !== undefined && startedAt.getTime() < Date.parse(dueAt)) return;
  const isEnough = (share = 1) => signal.aborted || clock().getTime() - startedAt.getTime() > budgetMs * share;
  const everyMs = durationMs(settings.integrityEvery);
  const due: Due[] = [];
  let nextMs = startedAt.getTime() + everyMs;
  for (const account of await inTurn(context)) {
    // Who is left begins the next time: the first accounts must not be the only ones.
    if (isEnough(1 / 2)) {
      await checkpoints.set(turnKey, account.accountId);
      nextMs = 0;
      break;
    }
    const trails = await trailsOf(context, { account, region: account.defaultRegion });
    for (const trail of trails) {
      for (const region of regionsOf(context, account, trail)) {
        const state = await readTrailState(context, { trail, account, region });
        const isDue = !state || state.isBehind || startedAt.getTime() - state.checkedAt.getTime() >= everyMs;
        if (isDue) due.push({ account, trail, isShared: isShared(trail, trails), region, state });
        else nextMs = Math.min(nextMs, state.checkedAt.getTime() + everyMs);
      }
    }
  }
  due.sort((a, b) => (a.state?.checkedAt.getTime() ?? 0) - (b.state?.checkedAt.getTime() ?? 0));
  const asked = openQuestions(context);
  await forEachFair(due, { keyOf: ({ account }) => account.accountId, limit: placesAtOnce, perKey: placesAtOnce / 2 }, async (one) => {
    const isWhole = !isEnough() && (await verifyOne(context, one, { ...asked, isEnough }));
    if (!isWhole) nextMs = 0;
  });
  await checkpoints.set(dueKey, new Date(nextMs).toISOString());
}

/** The accounts, beginning with the one that had no turn the last time. */
async function inTurn({ accounts, checkpoints }: WatchContext): Promise<Account[]> {
  const first = await checkpoints.get(turnKey);
  const at = Math.max(0, accounts.findIndex(({ accountId }) => accountId === first));
  return [...accounts.slice(at), ...accounts.slice(0, at)];
}

interface Due {
  readonly account: Account;
  readonly trail: FoundTrail;
  readonly isShared: boolean;
  readonly region: string;
  readonly state: TrailState | undefined;
}

interface Questions {
  readonly keysFor: (due: Due) => Promise<PublicKeys>;
  readonly organizationOf: (due: Due) => Promise<string>;
}

/** Asked once in a run, however many places need the answer. */
function openQuestions(context: WatchContext): Questions {
  const { settings, clock } = context;
  const to = clock();
  const from = new Date(to.getTime() - Math.max(durationMs(settings.integrityLookback), durationMs(settings.integrityRecheck)) - 2 * dayMs);
  const keys = new Map<string, Promise<PublicKeys>>();
  const organizations = new Map<string, Promise<string>>();
  return {
    keysFor({ account, trail, region }) {
      const session = sessionFor(context, { account, region }, { ...trail, homeRegion: region });
      const key = `${session.account.accountId}/${region}`;
      const asked = keys.get(key) ?? askPublicKeys(session, { from, to });
      keys.set(key, asked);
      return asked;
    },
    organizationOf({ account, trail, region }) {
      if (!trail.isOrganization) return Promise.resolve('');
      if (account.organizationId !== null) return Promise.resolve(`${account.organizationId}/`);
      const asked = organizations.get(trail.arn) ?? findOrganizations(sessionFor(context, { account, region }, trail), trail).then(([first = '']) => first);
      organizations.set(trail.arn, asked);
      return asked;
    },
  };
}

/** False when some of it is left for the next run. */
async function verifyOne(context: WatchContext, due: Due, { keysFor, organizationOf, isEnough }: Questions & { isEnough: () => boolean }): Promise<boolean> {
  const { account, trail, region } = due;
  const about = { arn: trail.arn, name: trail.name, bucket: trail.bucket, accountId: account.accountId, region, isSimulated: account.isSimulated };
  const now = context.clock();
  const row = { accountId: account.accountId, region, trail: trail.arn, verifiedAt: now, verifiedFrom: null, verifiedTo: null, digests: 0, files: 0, problems: 0, trouble: null };
  if (!trail.isValidated) {
    context.count('findings', await context.record([unvalidatedFinding(about, now)]));
    await context.store.db.transaction(async (db) => {
      await keepDigests(db, { ...row, state: 'not-validated' });
      await keepTrailState(context, db, { ...due, state: newTrailState(now) });
    });
    return true;
  }
  await resolveFindings(context, [unvalidatedFingerprint(about)]);
  const session = sessionFor(context, { account, region }, trail);
  const looked = await session.orGap(async (): Promise<TrailWork> => ({ ...due, about, session, keys: await keysFor(due), organization: await organizationOf(due), isEnough }));
  const work = looked.ok ? await session.orGap(() => verifyTrailPlace(context, looked.value)) : looked;
  if (work.ok) return work.value;
  context.gap(work.gap);
  const known = due.state?.known;
  await context.store.db.transaction(async (db) => {
    await keepDigests(db, { ...row, state: 'not-read', verifiedFrom: known?.from ?? null, verifiedTo: known?.newest.at ?? null, digests: due.state?.digests ?? 0, files: due.state?.files ?? 0, trouble: work.gap.because });
    await keepTrailState(context, db, { ...due, state: { ...(due.state ?? newTrailState(now)), checkedAt: now, isBehind: false } });
  });
  return true;
}

function regionsOf({ settings }: WatchContext, account: Account, trail: FoundTrail): string[] {
  const own = account.regions.filter((region) => settings.regions.length === 0 || settings.regions.includes(region));
  return own.filter((region) => trail.isMultiRegion || trail.homeRegion === region);
}
