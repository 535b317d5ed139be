import { boolean, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { CredentialSource } from '../../core/account.ts';

export const accounts = pgTable('accounts', {
  id: text().primaryKey(),
  accountId: text('account_id').notNull().unique(),
  name: text().notNull(),
  isSimulated: boolean('is_simulated').notNull(),
  credential: jsonb().$type<CredentialSource>().notNull(),
  regions: jsonb().$type<string[]>().notNull(),
  defaultRegion: text('default_region').notNull(),
  organizationId: text('organization_id'),
  status: text({ enum: ['active', 'inactive', 'error'] }).notNull(),
  statusReason: text('status_reason'),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull(),
  updatedAt: timestamp('updated_at', { withTimezone: true, mode: 'date' }).notNull(),
});
