import { boolean, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { roles } from '../../core/role.ts';

/** The shapes that better-auth reads and writes; `role` is ours. */

const created = () => timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull();
const updated = () => timestamp('updated_at', { withTimezone: true, mode: 'date' }).notNull();

export const users = pgTable('users', {
  id: text().primaryKey(),
  /** In lower case. */
  username: text().notNull().unique(),
  name: text().notNull(),
  role: text({ enum: roles }).notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean('email_verified').notNull(),
  image: text(),
  createdAt: created(),
  updatedAt: updated(),
});

const userId = () =>
  text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' });

export const sessions = pgTable(
  'sessions',
  {
    id: text().primaryKey(),
    token: text().notNull().unique(),
    userId: userId(),
    expiresAt: timestamp('expires_at', { withTimezone: true, mode: 'date' }).notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: created(),
    updatedAt: updated(),
  },
  (table) => [index('sessions_user').on(table.userId), index('sessions_expiry').on(table.expiresAt)],
);

/** How a user proves who they are: a password's hash, or an identity elsewhere. Not an AWS account. */
export const authAccounts = pgTable(
  'auth_accounts',
  {
    id: text().primaryKey(),
    userId: userId(),
    providerId: text('provider_id').notNull(),
    accountId: text('account_id').notNull(),
    password: text(),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: timestamp('access_token_expires_at', { withTimezone: true, mode: 'date' }),
    refreshTokenExpiresAt: timestamp('refresh_token_expires_at', { withTimezone: true, mode: 'date' }),
    scope: text(),
    createdAt: created(),
    updatedAt: updated(),
  },
  (table) => [index('auth_accounts_user').on(table.userId)],
);

export const verifications = pgTable(
  'verifications',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true, mode: 'date' }).notNull(),
    createdAt: created(),
    updatedAt: updated(),
  },
  (table) => [index('verifications_identifier').on(table.identifier)],
);

/** What signs the session cookies, one row for every server of this database. */
export const accessSecrets = pgTable('access_secrets', {
  id: text().primaryKey(),
  value: text().notNull(),
  createdAt: created(),
});
