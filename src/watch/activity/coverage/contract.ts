import { z } from 'zod';
import { contract } from '../../../core/contract.ts';
import { pageQuerySchema } from '../../../core/page.ts';

/** `seen`: read in time; `late`: read after its deadline; `missing`: known to be lost or refused; `unknown`: nobody looked. */
export const minuteStateSchema = z.enum(['unknown', 'missing', 'late', 'seen']);
const minutes = z.number().int().nonnegative();
const minuteCountsSchema = z.object({ seen: minutes, late: minutes, missing: minutes, unknown: minutes });
const instant = z.iso.datetime();
const seconds = z.number().nonnegative().nullable();

export const activitySources = ['lookup-events', 's3', 'sqs', 'eventbridge', 'insights', 'file'] as const;

const sourceCoverageSchema = z.object({
  source: z.enum(activitySources),
  /** Events whose delivery was measured within the time asked for. */
  events: z.number().int().nonnegative(),
  /** From the event to when it could be read. */
  lagP50Seconds: seconds,
  lagP95Seconds: seconds,
});

export const coveragePlaceSchema = z.object({
  accountId: z.string(),
  region: z.string(),
  /** `new`: not read yet; `watching`; `blind`: not seen for longer than the agent's `blindAfter`. */
  state: z.enum(['new', 'watching', 'blind']),
  /** When it came into this state. */
  since: instant,
  /** Everything up to here has been read; null before the first time. */
  seenTo: instant.nullable(),
  /** Where it is read from now. */
  source: z.enum(activitySources).nullable(),
  /** Why it could not be read the last time; null when it could. */
  trouble: z.string().nullable(),
  sources: z.array(sourceCoverageSchema),
  minutes: minuteCountsSchema,
  /** Of the minutes asked for, seen or late; 0 to 100. */
  percent: z.number().min(0).max(100),
  steps: z.array(minuteCountsSchema.extend({ from: instant })),
  /** Reading what was before the account was connected, newest first; null when there is none to do. */
  backfill: z.object({ from: instant, doneDownTo: instant, to: instant, percent: z.number().min(0).max(100) }).nullable(),
}).meta({ id: 'CoveragePlace' });
export type CoveragePlace = z.output<typeof coveragePlaceSchema>;

const digestCoverageSchema = z.object({
  accountId: z.string(),
  region: z.string(),
  /** ARN. */
  trail: z.string(),
  /** `waiting`: the first digest is still to come. Only `verified` is a pass. */
  state: z.enum(['verified', 'problems', 'not-read', 'not-validated', 'waiting']),
  /** When they were looked at last. */
  verifiedAt: instant,
  /** The hours that digests vouch for; null where there is none yet. */
  verifiedFrom: instant.nullable(),
  verifiedTo: instant.nullable(),
  digests: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  /** Missing, changed, smuggled in or unsigned, among what was looked at again lately. */
  problems: z.number().int().nonnegative(),
  /** Why they could not be read the last time; null when they could. */
  trouble: z.string().nullable(),
});

export const coverageContract = contract({
  id: 'describe-activity-coverage',
  method: 'get',
  path: '/api/activity/coverage',
  title: 'What of each account and region has been seen, how late it came, and where nobody looks',
  role: 'viewer',
  reach: 'accounts',
  query: z.object({
    /** 24 hours ago when not given. */
    since: instant.optional(),
    until: instant.optional(),
    step: z.enum(['hour', 'day']).default('hour'),
    accountId: z.string().optional(),
  }),
  response: z.object({
    since: instant,
    until: instant,
    places: z.array(coveragePlaceSchema),
    digests: z.array(digestCoverageSchema),
    /** Objects, messages and records in quarantine. */
    quarantined: z.number().int().nonnegative(),
  }),
});

export const placeCoverageContract = contract({
  id: 'describe-place-coverage',
  method: 'get',
  path: '/api/activity/coverage/{accountId}/{region}',
  title: 'The minutes of one account and region, as runs of the same state',
  role: 'viewer',
  reach: 'accounts',
  params: z.object({ accountId: z.string(), region: z.string() }),
  /** 31 days at most; the last 24 hours when not given. */
  query: z.object({ from: instant.optional(), to: instant.optional() }),
  response: z.object({
    accountId: z.string(),
    region: z.string(),
    from: instant,
    to: instant,
    runs: z.array(z.object({ from: instant, to: instant, state: minuteStateSchema, minutes })),
  }),
});

export const quarantinedSchema = z.object({
  id: z.string(),
  /** The delivery that it was in. */
  origin: z.string(),
  source: z.enum(activitySources),
  what: z.enum(['object', 'message', 'record']),
  reason: z.string(),
  /** The beginning of it, without what looks secret. */
  excerpt: z.string(),
  accountId: z.string().nullable(),
  region: z.string().nullable(),
  timesSeen: z.number().int().positive(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  /** When a person asked to read it again; null when nobody did. */
  retryAskedAt: instant.nullable(),
  canRetry: z.boolean(),
}).meta({ id: 'Quarantined' });
export type Quarantined = z.output<typeof quarantinedSchema>;

export const listQuarantineContract = contract({
  id: 'list-activity-quarantine',
  method: 'get',
  path: '/api/activity/quarantine',
  title: 'What could not be read, newest first',
  role: 'viewer',
  reach: 'accounts',
  query: pageQuerySchema.extend({ accountId: z.string().optional() }),
  response: z.object({ quarantined: z.array(quarantinedSchema), total: z.number().int().nonnegative(), next: z.string().nullable() }),
});

export const retryQuarantinedContract = contract({
  id: 'retry-quarantined',
  method: 'post',
  path: '/api/activity/quarantine/{id}/retry',
  title: 'Reads an object again in the next run of the agent that reads its account',
  role: 'operator',
  reach: 'accounts',
  params: z.object({ id: z.string() }),
  response: quarantinedSchema,
});
