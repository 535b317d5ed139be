import { pgTable, text, timestamp } from 'drizzle-orm/pg-core';

export const savedQueries = pgTable('saved_queries', {
  name: text().primaryKey(),
  about: text().notNull(),
  sql: text().notNull(),
  savedBy: text('saved_by').notNull(),
  savedAt: timestamp('saved_at', { withTimezone: true, mode: 'string' }).notNull(),
});
