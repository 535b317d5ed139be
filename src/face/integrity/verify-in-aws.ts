import { openAwsDoor } from '../../base/aws/open-aws-door.ts';
import type { Config } from '../../base/config/config-schema.ts';
import type { Account } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import { nearestName } from '../../core/nearest-name.ts';
import { verifyTrailActions } from '../../watch/activity/integrity/trail-folder-s3.ts';
import { verifyTrail } from '../../watch/activity/integrity/verify-trail.ts';
import type { PublicKeys } from '../../watch/activity/integrity/public-keys.ts';
import type { TrailVerdict } from '../../watch/activity/integrity/trail-verdict.ts';
import { findTrails, findTrailsActions, type FoundTrail } from '../../watch/activity/sources/find-trails.ts';
import { accountsToAsk, whoAmIAction } from './accounts-to-ask.ts';

export interface VerifyOrder {
  readonly config: Config;
  readonly trails: readonly string[];
  readonly accountIds: readonly string[];
  readonly regions: readonly string[];
  readonly from: Date;
  readonly to: Date;
  readonly keys: PublicKeys | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (detail: string) => void;
}

/** Nothing else asks while the command runs, and S3 takes thousands of calls a second. */
const callsPerSecond = 200;
const callsAtOnce = 24;

export async function verifyInAws(order: VerifyOrder): Promise<TrailVerdict[]> {
  const { config, signal } = order;
  const door = openAwsDoor({ config: { ...config.aws, callsPerSecond: Math.max(callsPerSecond, config.aws.callsPerSecond), concurrency: Math.max(callsAtOnce, config.aws.concurrency) } });
  const use = { actions: [...verifyTrailActions, ...findTrailsActions, whoAmIAction], caller: 'verify-trail', signal };
  try {
    const accounts = await accountsToAsk({ config, door, use });
    const verdicts: TrailVerdict[] = [];
    const found = new Map<string, { trail: FoundTrail; account: Account }>();
    for (const account of accounts) {
      const session = door.for(account, account.defaultRegion, use);
      const looked = await session.orGap(() => findTrails(session));
      if (!looked.ok) verdicts.push({ trail: '*', accountId: account.accountId, region: account.defaultRegion, bucket: '', state: 'not-read', integrity: null, gaps: [looked.gap] });
      else for (const trail of looked.value) if (!found.has(trail.arn) || ownerOf(trail) === account.accountId) found.set(trail.arn, { trail, account });
    }
    const chosen = chooseTrails([...found.values()], order, verdicts.length === 0);
    const done = { places: 0, digests: 0, logFiles: 0 };
    for (const { trail, account } of chosen) {
      const made = await verifyTrail({
        ...order,
        trail,
        trails: [...found.values()].map((one) => one.trail),
        session: (region) => door.for(account, region, use),
        wants: ({ accountId, region }) => wants(order.accountIds, accountId) && wants(order.regions, region),
        onPlaces: (count) => void (done.places += count),
        onFiles({ digests, logFiles }) {
          done.digests += digests;
          done.logFiles += logFiles;
          order.onProgress(`${done.places} accounts and regions, ${done.digests.toLocaleString('en')} digests, ${done.logFiles.toLocaleString('en')} log files`);
        },
      });
      verdicts.push(...made);
    }
    if (signal.aborted) throw new AppError('cancelled', 'Stopped before everything was verified');
    if (verdicts.length === 0) throw new AppError('bad-usage', 'No trail delivers for these accounts and regions', { hint: `Leave out --account and --region to see for which they do` });
    return verdicts;
  } finally {
    await door.close();
  }
}

function chooseTrails(found: readonly { trail: FoundTrail; account: Account }[], { trails: wanted }: VerifyOrder, isWhole: boolean) {
  if (found.length === 0 && isWhole) throw new AppError('not-found', 'The account has no trail', { hint: 'Without a trail nothing is kept that could be verified; the events of the last 90 days are in CloudTrail itself' });
  const names = found.flatMap(({ trail }) => [trail.name, trail.arn]);
  for (const name of wanted) {
    if (names.includes(name) || !isWhole) continue;
    const near = nearestName(name, names);
    throw new AppError('bad-usage', `There is no trail ${name}${near === undefined ? '' : `; did you mean ${near}?`}`, { hint: `There are: ${found.map(({ trail }) => trail.arn).join(', ')}` });
  }
  return found.filter(({ trail }) => wanted.length === 0 || wanted.includes(trail.name) || wanted.includes(trail.arn));
}

function wants(wanted: readonly string[], one: string): boolean {
  return wanted.length === 0 || wanted.includes(one);
}

function ownerOf({ arn }: FoundTrail): string {
  return arn.split(':')[4] ?? '';
}
