import { openAwsDoor } from '../../base/aws/open-aws-door.ts';
import type { AwsDoor } from '../../base/aws/door.ts';
import { AppError } from '../../core/app-error.ts';
import { askPublicKeys, type PublicKeys } from '../../watch/activity/integrity/public-keys.ts';
import { openLocalTrails, type LocalPlace } from '../../watch/activity/integrity/trail-folder-local.ts';
import { verifyTrailActions } from '../../watch/activity/integrity/trail-folder-s3.ts';
import { verdictOf, type TrailVerdict } from '../../watch/activity/integrity/trail-verdict.ts';
import { verifyPlace } from '../../watch/activity/integrity/verify-place.ts';
import { accountsToAsk, whoAmIAction } from './accounts-to-ask.ts';
import type { VerifyOrder } from './verify-in-aws.ts';

export interface CopyOrder extends Omit<VerifyOrder, 'from' | 'to'> {
  readonly path: string;
  /** From the first digest to the last that is proven, when not given. */
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}

const hourMs = 3_600_000;

/** A copy of a trail's bucket. Nothing is asked of AWS when the keys are given. */
export async function verifyCopy(order: CopyOrder): Promise<TrailVerdict[]> {
  const { path, signal } = order;
  const found = await openLocalTrails(path);
  const chosen = found.filter((place) => wants(order.accountIds, place.accountId) && wants(order.regions, place.region) && (order.trails.length === 0 || order.trails.some((name) => name === place.trail || name.endsWith(`/${place.trail}`))));
  if (chosen.length === 0) throw new AppError('bad-usage', `${path} has no digest of these trails, accounts and regions`, { hint: `It has: ${found.map(({ trail, accountId, region }) => `${trail} of ${accountId} in ${region}`).join('; ')}` });
  const keysFor = keysOf(order, chosen);
  const verdicts: TrailVerdict[] = [];
  let [digests, logFiles] = [0, 0];
  for (const [at, place] of chosen.entries()) {
    signal.throwIfAborted();
    const integrity = await verifyPlace(place.folder, {
      from: order.from ?? new Date(place.firstAt.getTime() - hourMs),
      to: order.to ?? place.provenTo,
      keys: await keysFor(place.region),
      signal,
      onProgress: (done) => order.onProgress(`${at + 1} of ${chosen.length} accounts and regions, ${(digests + done.digests).toLocaleString('en')} digests, ${(logFiles + done.logFiles).toLocaleString('en')} log files`),
    });
    digests += integrity.digests;
    logFiles += integrity.logFiles;
    verdicts.push(verdictOf({ trail: place.trail, accountId: place.accountId, region: place.region, bucket: path }, integrity));
  }
  return verdicts;
}

/** From files, or else from CloudTrail, by region. */
function keysOf({ config, keys, signal }: CopyOrder, places: readonly LocalPlace[]): (region: string) => Promise<PublicKeys> {
  if (keys) return async () => keys;
  const from = new Date(Math.min(...places.map(({ firstAt }) => firstAt.getTime())) - hourMs);
  const to = new Date(Math.max(...places.map(({ lastAt }) => lastAt.getTime())));
  const asked = new Map<string, Promise<PublicKeys>>();
  return (region) => {
    const known = asked.get(region) ?? withDoor(async (door) => {
      const use = { actions: [...verifyTrailActions, whoAmIAction], caller: 'verify-trail', signal };
      const [account] = await accountsToAsk({ config, door, use });
      if (!account) throw new Error('There is always an account to ask');
      const session = door.for(account, region, use);
      const looked = await session.orGap(() => askPublicKeys(session, { from, to }));
      if (!looked.ok) throw new AppError('could-not-look', `The public keys of ${region} are not known: ${looked.gap.because}`, { hint: `Give them with --keys: aws cloudtrail list-public-keys --region ${region} --start-time ${from.toISOString()} --output json > keys.json` });
      return looked.value;
    });
    asked.set(region, known);
    return known;
  };

  async function withDoor<T>(ask: (door: AwsDoor) => Promise<T>): Promise<T> {
    const door = openAwsDoor({ config: config.aws });
    try {
      return await ask(door);
    } finally {
      await door.close();
    }
  }
}

function wants(wanted: readonly string[], one: string): boolean {
  return wanted.length === 0 || wanted.includes(one);
}
