import { date, index, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** What would have been told and was not: of each day, rule and finding one row, so that what is quiet is counted as what is told. */
export const quietAlerts = pgTable(
  'quiet_alerts',
  {
    ruleId: text('rule_id').notNull(),
    fingerprint: text().notNull(),
    day: date({ mode: 'string' }).notNull(),
    why: text({ enum: ['staged', 'over-budget'] }).notNull(),
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    severity: text({ enum: ['info', 'low', 'medium', 'high', 'critical'] }).notNull(),
    title: text().notNull(),
    summary: text().notNull(),
    principal: text(),
    at: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
    /** An event that it stands on. */
    eventId: text('event_id'),
    raw: jsonb().$type<Record<string, unknown> | null>(),
  },
  (table) => [primaryKey({ columns: [table.ruleId, table.fingerprint, table.day] }), index('quiet_alerts_day').on(table.day), index('quiet_alerts_account').on(table.accountId, table.day)],
);
