import { z } from 'zod';
import { durationBetween } from '../../core/duration.ts';

export const watchSettings = z.strictObject({
  sources: z.enum(['auto', 'lookup-events', 's3', 'sqs']).default('auto').meta({
    about: 'Where activity is read from: queues that are named, log files of a trail in S3 where one is found, or else LookupEvents; or only one of them',
  }),
  queues: z.array(z.url()).default([]).meta({ about: "URLs of SQS queues that notifications of a trail's log files or CloudTrail events of EventBridge come to; docs/guides/activity.md says what a queue needs" }),
  firstLookback: durationBetween('1m', '90d').default('2h').meta({ about: 'How far back the first run reads' }),
  backfill: durationBetween('0s', '90d').default('90d').meta({ about: 'How far back is read in the background, newest first, through LookupEvents' }),
  backfillPages: z.number().int().min(0).max(1_000).default(40).meta({ about: 'Calls of LookupEvents that reading in the background may take per region and run; at 2 a second, 40 are 20 seconds' }),
  raiseFor: durationBetween('1m', '90d').default('7d').meta({ about: 'Older events are kept and counted, and raise no findings' }),
  overlap: durationBetween('0s', '1d').default('15m').meta({
    about: 'How much of what was read is read again, since CloudTrail delivers up to this late and out of order',
  }),
  lookBack: durationBetween('10m', '2d').default('2h').meta({ about: 'How far back log files in S3 are listed again, to find those that came late' }),
  receives: z.number().int().min(1).max(100).default(5).meta({ about: 'A message that cannot be worked off goes to quarantine after so many tries' }),
  listenFor: durationBetween('1s', '1h').default('58s').meta({ about: 'How long a run waits for messages on queues' }),
  blindAfter: durationBetween('5m', '7d').default('30m').meta({ about: 'An account and region not seen for this long beyond the usual delay is a finding' }),
  regions: z.array(z.string()).default([]).meta({ about: "Only these regions; empty means each account's own" }),
  integrity: z.boolean().default(true).meta({ about: 'Verify the digests that trails with log file validation deliver each hour, and every log file that they name' }),
  integrityEvery: durationBetween('1m', '7d').default('1h').meta({ about: 'How often digests are verified; CloudTrail delivers one an hour' }),
  integrityLookback: durationBetween('1h', '90d').default('1d').meta({ about: 'How far back the first run verifies' }),
  integrityRecheck: durationBetween('0s', '90d').default('7d').meta({
    about: 'How far back it is looked once a day whether verified files are still there and unwritten, and each hour where something is wrong; older files are not looked at again',
  }),
  learnFor: durationBetween('1d', '60d').default('7d').meta({ about: 'Nothing is unusual for a principal, or for an account, before it has been known for so long' }),
  learnActiveDays: z.number().int().min(1).max(14).default(3).meta({ about: 'And before it was active on so many days' }),
  habitHalfLife: durationBetween('1d', '180d').default('30d').meta({ about: 'What was done in a single week is half forgotten after so long' }),
  habitMemory: durationBetween('14d', '180d').default('90d').meta({ about: 'And what was not done for so long is new again' }),
  slice: durationBetween('1m', '1d').default('30m').meta({ about: 'How much is read before the place is remembered, oldest first' }),
});
export type WatchSettings = z.output<typeof watchSettings>;
