import { bigint, boolean, doublePrecision, index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { AthenaRun } from './contract.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** What was asked of Athena and Glue, by whom, how it ended and what it cost. */
export const athenaRuns = pgTable(
  'athena_runs',
  {
    id: uuid().primaryKey(),
    kind: text({ enum: ['query', 'job'] }).notNull(),
    state: text({ enum: ['asked', 'waiting', 'running', 'succeeded', 'failed', 'cancelled'] }).notNull(),
    sql: text(),
    job: jsonb().$type<AthenaRun['job']>(),
    askedBy: text('asked_by').notNull(),
    askedAt: instant('asked_at').notNull(),
    approvedBy: text('approved_by'),
    /** What it may cost at most, which counts until it has ended. */
    mostUsd: doublePrecision('most_usd').notNull(),
    estimate: jsonb().$type<AthenaRun['estimate']>(),
    /** The id that Athena or Glue gave it. */
    awsId: text('aws_id'),
    /** What AWS calls the state it is in. */
    progress: text(),
    bytes: bigint({ mode: 'number' }).notNull().default(0),
    usd: doublePrecision().notNull().default(0),
    /** The answer's first row are the names of its columns. */
    hasHeader: boolean('has_header').notNull().default(true),
    isCancelAsked: boolean('is_cancel_asked').notNull().default(false),
    message: text(),
    endedAt: instant('ended_at'),
  },
  (table) => [index('athena_runs_asked_at').on(table.askedAt)],
);
