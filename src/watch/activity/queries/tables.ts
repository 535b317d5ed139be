import { pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

export const savedQueries = pgTable(
  'saved_queries',
  {
    name: text().notNull(),
    /** Of whom it was saved: the accounts that they may know of, sorted, or `all`. Its SQL may name what only they know. */
    accounts: text().notNull().default('all'),
    about: text().notNull(),
    sql: text().notNull(),
    savedBy: text('saved_by').notNull(),
    savedAt: timestamp('saved_at', { withTimezone: true, mode: 'string' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.accounts] })],
);
