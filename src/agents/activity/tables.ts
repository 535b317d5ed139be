import { index, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** What correlation rules count: an event that one of their rules matched, or a match of a correlation that they count. */
export const correlatedEvents = pgTable(
  'correlated_events',
  {
    correlation: text().notNull(),
    groupKey: text('group_key').notNull(),
    /** The rule that matched, as the correlation names it. */
    rule: text().notNull(),
    key: text().notNull(),
    /** The group of another correlation whose match this is; empty for an event. */
    source: text().notNull(),
    at: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
    eventIds: jsonb('event_ids').$type<string[]>().notNull(),
    value: jsonb().$type<string | number | null>(),
    /** The account whose delivery the event was in. */
    accountId: text('account_id').notNull(),
    /** The event itself as JSON, for evidence. */
    raw: text().notNull(),
    keptAt: timestamp('kept_at', { withTimezone: true, mode: 'string' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.correlation, table.groupKey, table.rule, table.key] }),
    index('correlated_events_at').on(table.correlation, table.groupKey, table.at),
    index('correlated_events_key').on(table.key),
    index('correlated_events_kept').on(table.keptAt),
  ],
);
