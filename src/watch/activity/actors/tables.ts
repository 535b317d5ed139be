import { index, json, pgTable, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import type { StoredLink } from './session-link.ts';

/** Who obtained a temporary access key, so that sessions which began before a restart are resolved after it. */
export const activitySessions = pgTable(
  'activity_sessions',
  {
    accessKeyId: text('access_key_id').primaryKey(),
    /** Of two records of one key the one that tells more is kept; of equals, the lower event id. */
    rank: smallint().notNull(),
    eventId: text('event_id').notNull(),
    /** What is null in it is left out; as text, since nobody looks into it and it is written thousands of times. */
    body: json().$type<StoredLink>().notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true, mode: 'date' }).notNull(),
  },
  (table) => [index('activity_sessions_expires').on(table.expiresAt)],
);
