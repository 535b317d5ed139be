import { z } from 'zod';
import type { Db } from '../../base/store/store.ts';
import type { Account } from '../../core/account.ts';
import type { FoundTrail } from '../../watch/activity/sources/find-trails.ts';
import type { WatchContext } from './watch-place.ts';

const fileSchema = z.object({ bucket: z.string(), key: z.string(), at: z.coerce.date() });

const stateSchema = z.object({
  checkedAt: z.coerce.date(),
  /** There was more than one run could do. */
  isBehind: z.boolean(),
  /** The hours that are verified, and the digest at their end. */
  known: z.object({ from: z.coerce.date(), newest: fileSchema }).nullable(),
  /** The last digests before restarts, which no other digest names. */
  ends: z.array(fileSchema),
  digests: z.number(),
  files: z.number(),
  /** By day: when it was looked at again, and what was wrong then. */
  days: z.record(z.string(), z.object({ checkedAt: z.coerce.date(), problems: z.number() })),
});
export type TrailState = z.output<typeof stateSchema>;

interface TrailPlaceNames {
  readonly trail: Pick<FoundTrail, 'arn'>;
  readonly account: Pick<Account, 'accountId'>;
  readonly region: string;
}

export function newTrailState(checkedAt: Date): TrailState {
  return { checkedAt, isBehind: false, known: null, ends: [], digests: 0, files: 0, days: {} };
}

/** How far a trail, account and region is verified. */
export async function readTrailState({ checkpoints }: WatchContext, place: TrailPlaceNames): Promise<TrailState | undefined> {
  const kept = await checkpoints.get(keyOf(place));
  return kept === undefined ? undefined : stateSchema.parse(JSON.parse(kept));
}

export function keepTrailState({ checkpoints }: WatchContext, db: Db, { state, ...place }: TrailPlaceNames & { readonly state: TrailState }): Promise<void> {
  return checkpoints.setIn(db, keyOf(place), JSON.stringify(state));
}

function keyOf({ trail, account, region }: TrailPlaceNames): string {
  return `integrity/${trail.arn}/${account.accountId}/${region}`;
}
