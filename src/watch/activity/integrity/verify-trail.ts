import type { AwsSession } from '../../../base/aws/door.ts';
import { forEachLimited } from '../../../core/for-each-limited.ts';
import type { FoundTrail } from '../sources/find-trails.ts';
import type { TrailPlace } from '../sources/trail-objects.ts';
import { listTrailPlaces } from './list-trail-places.ts';
import { askPublicKeys, type PublicKeys } from './public-keys.ts';
import { s3TrailFolder } from './trail-folder-s3.ts';
import { verdictOf, type TrailVerdict } from './trail-verdict.ts';
import { verifyPlace } from './verify-place.ts';

export interface TrailOrder {
  readonly trail: FoundTrail;
  /** All trails that are known, this one included. */
  readonly trails: readonly FoundTrail[];
  /** A door to the account that the trail is of. */
  readonly session: (region: string) => AwsSession;
  readonly from: Date;
  readonly to: Date;
  readonly keys?: PublicKeys | undefined;
  readonly signal: AbortSignal;
  readonly wants: (place: TrailPlace) => boolean;
  readonly onPlaces: (count: number) => void;
  readonly onFiles: (files: { digests: number; logFiles: number }) => void;
}

const placesAtOnce = 4;
const hourMs = 3_600_000;

/** A trail with every account and region that it delivers for. What could not be read is in the verdicts. */
export async function verifyTrail(order: TrailOrder): Promise<TrailVerdict[]> {
  const { trail, session, wants } = order;
  const owner = { trail: trail.arn, accountId: trail.arn.split(':')[4] ?? '', region: trail.homeRegion, bucket: trail.bucket };
  if (!trail.isValidated) return [{ ...owner, state: 'not-validated', integrity: null, gaps: [] }];
  const home = session(trail.homeRegion);
  const listed = await home.orGap(() => listTrailPlaces(home, trail));
  if (!listed.ok) return [{ ...owner, state: 'not-read', integrity: null, gaps: [listed.gap] }];
  const places = listed.value.filter(wants);
  order.onPlaces(places.length);
  const verdicts = new Map<TrailPlace, TrailVerdict>();
  const keys = new Map<string, Promise<PublicKeys>>();
  const keysFor = (region: string) => {
    const asked = keys.get(region) ?? (order.keys ? Promise.resolve(order.keys) : askPublicKeys(session(region), { from: new Date(order.from.getTime() - hourMs), to: order.to }));
    keys.set(region, asked);
    return asked;
  };
  await forEachLimited(places, placesAtOnce, async (place) => {
    const { accountId, region } = place;
    const looked = await home.orGap(async () => verifyOne(order, place, await keysFor(region)));
    const about = { ...owner, accountId, region };
    verdicts.set(place, looked.ok ? verdictOf(about, looked.value) : { ...about, state: 'not-read', integrity: null, gaps: [looked.gap] });
  });
  return places.flatMap((place) => verdicts.get(place) ?? []);
}

function verifyOne({ trail, trails, session, from, to, signal, onFiles }: TrailOrder, place: TrailPlace, keys: PublicKeys) {
  let told = { digests: 0, logFiles: 0 };
  return verifyPlace(s3TrailFolder(session(trail.homeRegion), place, trail.name), {
    from,
    to,
    keys,
    signal,
    dueSince: trail.isLogging ? (trail.startedAt ?? from) : null,
    dueError: trail.digestError,
    isShared: isShared(trail, trails),
    onProgress(now) {
      onFiles({ digests: now.digests - told.digests, logFiles: now.logFiles - told.logFiles });
      told = now;
    },
  });
}

/** Whether another trail delivers into the same folders and signs nothing. */
export function isShared({ arn, bucket, prefix, isOrganization }: FoundTrail, trails: readonly FoundTrail[]): boolean {
  return trails.some((other) => other.arn !== arn && other.bucket === bucket && other.prefix === prefix && other.isOrganization === isOrganization && !other.isValidated);
}
