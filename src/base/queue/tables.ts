import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** Recurring work. pg-boss's own schedules are cron lines of whole minutes; ours go from seconds to months. */
export const schedules = pgTable(
  'schedules',
  {
    name: text().primaryKey(),
    kind: text().notNull(),
    every: text().notNull(),
    data: jsonb().notNull(),
    key: text(),
    nextRunAt: timestamp('next_run_at', { withTimezone: true, mode: 'date' }).notNull(),
  },
  (table) => [index('schedules_next_run').on(table.nextRunAt)],
);

/** Which attempt at which job may work under a key. Counts for as long as that attempt is active in pg-boss. */
export const queueTurns = pgTable(
  'queue_turns',
  {
    kind: text().notNull(),
    key: text().notNull(),
    jobId: uuid('job_id').notNull(),
    attempt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.key] })],
);

/** Running jobs that somebody wants stopped. They stay active until their handler has ended. */
export const queueCancellations = pgTable('queue_cancellations', {
  jobId: uuid('job_id').primaryKey(),
  requestedAt: timestamp('requested_at', { withTimezone: true, mode: 'date' }).notNull().defaultNow(),
});
