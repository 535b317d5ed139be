import { bigserial, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/**
 * What is usual, in lines of text: of a principal, of an account, and how often was called what within one hour of an account and region.
 * Rows are only added, several for one key, and what a key is known for is all of its lines together, whatever their order and number.
 * Now and then they are folded into one.
 */
export const activityHabits = pgTable(
  'activity_habits',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    key: text().notNull(),
    /** As findings name it; in the first row of a principal only. */
    principal: text(),
    /** Principals of one kind in one account are peers; in the first row of a principal only. */
    peers: text(),
    /** The last day on which something was unusual, counted from 1970-01-01; null where these lines tell of none. */
    oddDay: integer('odd_day'),
    /** The day on which the lines can be forgotten. */
    untilDay: integer('until_day').notNull(),
    lines: text().notNull(),
  },
  (table) => [index('activity_habits_key').on(table.key), index('activity_habits_principal').on(table.principal), index('activity_habits_peers').on(table.peers), index('activity_habits_odd').on(table.oddDay)],
);

/** How often an account called an API in an hour, where that was often enough to be compared with. */
export const activityRates = pgTable(
  'activity_rates',
  {
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    /** Empty for all together. */
    api: text().notNull(),
    /** Counted from 1970-01-01 UTC. */
    hour: integer().notNull(),
    calls: integer().notNull(),
    errors: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.region, table.api, table.hour] }), index('activity_rates_hour').on(table.hour)],
);
