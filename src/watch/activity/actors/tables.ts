import { index, jsonb, pgTable, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import type { SessionLink } from './session-link.ts';

/** Who obtained a temporary access key, so that sessions which began before a restart are resolved after it. */
export const activitySessions = pgTable(
  'activity_sessions',
  {
    accessKeyId: text('access_key_id').primaryKey(),
    /** Of two records of one key the one that tells more is kept; of equals, the lower event id. */
    rank: smallint().notNull(),
    eventId: text('event_id').notNull(),
    body: jsonb().$type<SessionLink>().notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true, mode: 'date' }).notNull(),
  },
  (table) => [index('activity_sessions_expires').on(table.expiresAt)],
);
