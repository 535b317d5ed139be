import { index, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { LagSketch } from './lag-sketch.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const sources = ['lookup-events', 's3', 'sqs', 'eventbridge', 'insights', 'file'] as const;

/** The minutes of one account, region and day, and how late its events came, by source. */
export const activityCoverage = pgTable(
  'activity_coverage',
  {
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    /** yyyy-mm-dd, in UTC. */
    day: text().notNull(),
    /** 1,440 states of two bits in base64. */
    minutes: text().notNull(),
    lags: jsonb().$type<Readonly<Record<string, LagSketch>>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.region, table.day] }), index('activity_coverage_day').on(table.day)],
);

/** How far each account and region has been seen, whatever the source. */
export const activityPlaces = pgTable(
  'activity_places',
  {
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    state: text({ enum: ['new', 'watching', 'blind'] }).notNull(),
    since: instant('since').notNull(),
    seenTo: instant('seen_to'),
    source: text({ enum: sources }),
    trouble: text(),
    backfillFrom: instant('backfill_from'),
    backfillDoneTo: instant('backfill_done_to'),
    backfillTo: instant('backfill_to'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.region] })],
);

/** Deliveries that are done with, so that listing, messages or files that name them again change nothing. */
export const activityDeliveries = pgTable(
  'activity_deliveries',
  {
    origin: text().primaryKey(),
    source: text({ enum: sources }).notNull(),
    /** Changes when what stands there changes: size and time of a file, the ETag of an object. */
    version: text().notNull(),
    doneAt: instant('done_at').notNull(),
  },
  (table) => [index('activity_deliveries_done').on(table.source, table.doneAt)],
);

/** What could not be read. The rest of its delivery was. */
export const activityQuarantine = pgTable(
  'activity_quarantine',
  {
    id: text().primaryKey(),
    origin: text().notNull(),
    source: text({ enum: sources }).notNull(),
    what: text({ enum: ['object', 'message', 'record'] }).notNull(),
    reason: text().notNull(),
    excerpt: text().notNull(),
    accountId: text('account_id'),
    region: text(),
    timesSeen: integer('times_seen').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    retryAskedAt: instant('retry_asked_at'),
  },
  (table) => [index('activity_quarantine_last').on(table.lastSeenAt, table.id), index('activity_quarantine_origin').on(table.origin)],
);

export const digestStates = ['verified', 'problems', 'not-read', 'not-validated', 'waiting'] as const;

/** What verifying digest files has come to, by trail. */
export const activityDigests = pgTable(
  'activity_digests',
  {
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    trail: text().notNull(),
    state: text({ enum: digestStates }).notNull(),
    /** When they were looked at last, and the hours that are vouched for. */
    verifiedAt: instant('verified_at').notNull(),
    verifiedFrom: instant('verified_from'),
    verifiedTo: instant('verified_to'),
    digests: integer().notNull(),
    files: integer().notNull(),
    problems: integer().notNull(),
    /** Why they could not be read the last time. */
    trouble: text(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.region, table.trail] })],
);
