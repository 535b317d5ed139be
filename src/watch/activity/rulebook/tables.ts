import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** What people decided about a rule; a rule without a row is as its file has it. */
export const ruleSettings = pgTable('rule_settings', {
  ruleId: text('rule_id').primaryKey(),
  state: text({ enum: ['on', 'off', 'staged'] }).notNull(),
  severity: text({ enum: ['info', 'low', 'medium', 'high', 'critical'] }),
  /** Another time and number for a correlation; null is as written. */
  tuning: jsonb().$type<{ timespan?: string | undefined; count?: number | undefined } | null>(),
  changedBy: text('changed_by').notNull(),
  changedAt: timestamp('changed_at', { withTimezone: true, mode: 'string' }).notNull(),
});

/** Values of a field for which a rule stays silent, until a day. */
export const ruleExceptions = pgTable('rule_exceptions', {
  id: text().primaryKey(),
  ruleId: text('rule_id').notNull(),
  field: text().notNull(),
  value: text().notNull(),
  /** Further fields that must have their values as well. */
  also: jsonb().$type<{ field: string; value: string }[] | null>(),
  reason: text().notNull(),
  madeBy: text('made_by').notNull(),
  madeAt: timestamp('made_at', { withTimezone: true, mode: 'string' }).notNull(),
  expiresAt: timestamp('expires_at', { withTimezone: true, mode: 'string' }),
});

/** Since when a rule judges what comes, as it is written now. */
export const ruleTrials = pgTable('rule_trials', {
  ruleId: text('rule_id').primaryKey(),
  /** Of what it looks for: another text begins anew. */
  hash: text().notNull(),
  since: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
});
