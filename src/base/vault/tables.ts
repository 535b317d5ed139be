import { index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { keyringKinds } from './contract.ts';

/** The data key of each sealed text, itself sealed by a keyring. Sealing with another keyring touches these rows alone. */
export const vaultDataKeys = pgTable(
  'vault_data_keys',
  {
    id: text().primaryKey(),
    keyring: text({ enum: keyringKinds }).notNull(),
    /** Which key of the keyring, its version included. */
    keyRef: text('key_ref').notNull(),
    wrapped: text().notNull(),
    owner: text().notNull(),
    field: text().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull(),
    wrappedAt: timestamp('wrapped_at', { withTimezone: true, mode: 'date' }).notNull(),
  },
  (table) => [index('vault_data_keys_key').on(table.keyring, table.keyRef)],
);
