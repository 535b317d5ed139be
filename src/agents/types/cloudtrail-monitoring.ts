import { z } from 'zod';
import type { AwsSession } from '../../base/aws/door.ts';
import type { Account } from '../../core/account.ts';
import { durationBetween, durationMs } from '../../core/duration.ts';
import { forEachLimited } from '../../core/for-each-limited.ts';
import { judgeActivity } from '../../watch/activity/judge-activity.ts';
import { lookupEvents, lookupEventsActions } from '../../watch/activity/sources/lookup-events.ts';
import { defineAgentType, type RunContext } from '../runtime/agent-type.ts';

/** Each place waits for CloudTrail's own limit most of the time, so many fit into one run. */
const placesAtOnce = 64;

const settings = z.strictObject({
  firstLookback: durationBetween('1m', '90d').default('2h').meta({ about: 'How far back the first run reads' }),
  overlap: durationBetween('0s', '1d').default('15m').meta({
    about: 'How much of what was read is read again, since CloudTrail delivers up to this late and out of order',
  }),
  regions: z.array(z.string()).default([]).meta({ about: "Only these regions; empty means each account's own" }),
  slice: durationBetween('1m', '1d').default('30m').meta({ about: 'How much is read before the place is remembered, oldest first' }),
});
type Settings = z.output<typeof settings>;

export default defineAgentType({
  title: 'CloudTrail monitoring',
  about: 'Reads what happened through LookupEvents and judges it with every rule.',
  settings,
  every: '60s',
  iamActions: [...lookupEventsActions],
  async run(context) {
    const places = context.accounts.flatMap((account) => regionsOf(account, context.settings).map((region) => ({ account, region })));
    if (places.length === 0) context.log('warn', 'There is no account and region to watch');
    await forEachLimited(places, placesAtOnce, (place) => watchPlace(context, place));
  },
});

function regionsOf(account: Account, { regions }: Settings): string[] {
  return regions.length === 0 ? account.regions : account.regions.filter((region) => regions.includes(region));
}

/**
 * Reads slice by slice, oldest first, and remembers each, so that a long absence is caught up with however often it is
 * interrupted. A place that cannot be read becomes a gap and keeps its checkpoint: the next run reads what was missed.
 */
async function watchPlace(context: RunContext<Settings>, { account, region }: { account: Account; region: string }): Promise<void> {
  const { checkpoints, settings } = context;
  const now = context.clock();
  const key = `lookup-events/${account.accountId}/${region}`;
  const readTo = await checkpoints.get(key);
  const start = readTo === undefined ? now.getTime() - durationMs(settings.firstLookback) : Date.parse(readTo) - durationMs(settings.overlap);

  const session = context.aws(account, region);
  const looked = await session.orGap(async () => {
    for (const slice of slicesOf({ from: new Date(start), to: now }, durationMs(settings.slice))) {
      await judgeSlice(context, session, slice);
      await checkpoints.set(key, slice.to.toISOString());
    }
  });
  context.count('regions', 1);
  if (!looked.ok) context.gap(looked.gap);
}

interface Slice {
  readonly from: Date;
  readonly to: Date;
}

function* slicesOf({ from, to }: Slice, lengthMs: number): Generator<Slice> {
  for (let start = from.getTime(); start < to.getTime(); start += lengthMs) {
    yield { from: new Date(start), to: new Date(Math.min(start + lengthMs, to.getTime())) };
  }
}

async function judgeSlice(context: RunContext<Settings>, session: AwsSession, slice: Slice): Promise<void> {
  const { accountId, isSimulated } = session.account;
  for await (const page of lookupEvents(session, slice)) {
    const drafts = judgeActivity(context.rules, page.records, { accountId, isSimulated });
    context.count('events', page.records.length);
    context.count('matches', drafts.length);
    context.count('findings', await context.record(drafts));
    for (const { eventId, because } of page.unreadable) {
      context.count('unreadable', 1);
      context.log('warn', `Event ${eventId} could not be read: ${because}`, { accountId, region: session.region });
    }
  }
}
