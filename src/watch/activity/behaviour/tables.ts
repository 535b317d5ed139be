import { index, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** What a principal or an account has been seen with. Rows only ever widen, so that order and repetition of deliveries change nothing. */
export const activityBaselines = pgTable(
  'activity_baselines',
  {
    entity: text().notNull(),
    dimension: text({ enum: ['api', 'region', 'network', 'agent', 'day'] }).notNull(),
    value: text().notNull(),
    /** Principals of one kind in one account are peers. */
    peers: text().notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.entity, table.dimension, table.value] }),
    index('activity_baselines_peers').on(table.peers, table.dimension, table.value),
    index('activity_baselines_last').on(table.lastSeenAt),
  ],
);
