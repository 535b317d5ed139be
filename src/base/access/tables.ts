import { bigint, boolean, index, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { roles } from '../../core/role.ts';

/** The first four are shapes that better-auth reads and writes; `role` and `accounts` are ours. */

const created = () => timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull();
const updated = () => timestamp('updated_at', { withTimezone: true, mode: 'date' }).notNull();

export const users = pgTable('users', {
  id: text().primaryKey(),
  /** In lower case. */
  username: text().notNull().unique(),
  name: text().notNull(),
  role: text({ enum: roles }).notNull(),
  /** The numbers of the AWS accounts that they may know of; null is all. */
  accounts: jsonb().$type<string[] | null>(),
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

/** What signs session cookies and access tokens, sealed; one row of each for every server of this database. */
export const accessSecrets = pgTable('access_secrets', {
  id: text().primaryKey(),
  value: text().notNull(),
  createdAt: created(),
});

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** A user's second factor. It asks for codes once it is confirmed by one. */
export const secondFactors = pgTable('second_factors', {
  userId: text('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** Sealed by the vault. */
  seed: text().notNull(),
  /** Hashes of the recovery codes that are left. */
  recoveryCodes: jsonb('recovery_codes').$type<string[]>().notNull(),
  confirmedAt: instant('confirmed_at'),
  /** The time step of the last code that was taken: none is taken twice. */
  lastStep: bigint('last_step', { mode: 'number' }),
  createdAt: created(),
});

/** Failed tries to log in by name, whether there is such a user or not, for every server of this database. */
export const loginFailures = pgTable(
  'login_failures',
  {
    /** A hash of the name: people type their passwords into the wrong field. */
    nameHash: text('name_hash').primaryKey(),
    failures: integer().notNull(),
    lastAt: instant('last_at').notNull(),
    lockedUntil: instant('locked_until'),
  },
  (table) => [index('login_failures_last').on(table.lastAt)],
);

/** Keys of programs. What is shown once is not kept: its hash is. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: text().primaryKey(),
    userId: userId(),
    name: text().notNull(),
    hash: text().notNull().unique(),
    /** How it begins, to tell keys apart by. */
    start: text().notNull(),
    role: text({ enum: roles }).notNull(),
    accounts: jsonb().$type<string[] | null>(),
    createdAt: created(),
    expiresAt: instant('expires_at'),
    lastUsedAt: instant('last_used_at'),
    lastAddress: text('last_address'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [index('api_keys_user').on(table.userId)],
);

/** One login of a program: its access tokens and the refresh tokens that follow each other. */
export const tokenFamilies = pgTable(
  'token_families',
  {
    id: text().primaryKey(),
    userId: userId(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: created(),
    refreshedAt: instant('refreshed_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
    /** `logged-out`, `revoked`, or `reused`: a refresh token came twice. */
    revokedBecause: text('revoked_because', { enum: ['logged-out', 'revoked', 'reused'] }),
  },
  (table) => [index('token_families_user').on(table.userId), index('token_families_expiry').on(table.expiresAt)],
);

export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    hash: text().primaryKey(),
    familyId: text('family_id')
      .notNull()
      .references(() => tokenFamilies.id, { onDelete: 'cascade' }),
    createdAt: created(),
    /** It was changed for another one then, and is good for nothing any more. */
    usedAt: instant('used_at'),
  },
  (table) => [index('refresh_tokens_family').on(table.familyId)],
);
