import { boolean, index, integer, jsonb, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { AuditActor } from '../audit/audit.ts';
import { rotationSteps } from './rotation-step.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** Access keys. What is secret of them is sealed. */
export const credentials = pgTable(
  'credentials',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    accountId: text('account_id').notNull(),
    accessKeyId: text('access_key_id').notNull(),
    sealed: text().notNull(),
    /** Counts up with each key: a sealed text of an older one opens no more in its place. */
    version: integer().notNull(),
    isTemporary: boolean('is_temporary').notNull(),
    rotateEvery: text('rotate_every'),
    rotatedAt: moment('rotated_at').notNull(),
    lastUsedAt: moment('last_used_at'),
    revokedAt: moment('revoked_at'),
    revokedBy: text('revoked_by'),
    revokedBecause: text('revoked_because'),
    /** When the key was made inactive in AWS by the revocation: taking it back makes it active again. */
    deactivatedAt: moment('deactivated_at'),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (table) => [uniqueIndex('credentials_name').on(table.accountId, table.name)],
);

/** One row a rotation, from its first step to its end. */
export const credentialRotations = pgTable(
  'credential_rotations',
  {
    id: text().primaryKey(),
    credentialId: text('credential_id')
      .notNull()
      .references(() => credentials.id, { onDelete: 'cascade' }),
    step: text({ enum: rotationSteps }).notNull(),
    isOver: boolean('is_over').notNull(),
    userName: text('user_name').notNull(),
    /** The keys that the user had before: one that is not among them was made by this rotation. */
    keysBefore: jsonb('keys_before').$type<string[]>().notNull(),
    oldAccessKeyId: text('old_access_key_id').notNull(),
    newAccessKeyId: text('new_access_key_id'),
    /** The new key until the switch, the old one after it: what a step back needs. */
    sealed: text(),
    actor: jsonb().$type<AuditActor>().notNull(),
    address: text(),
    error: text(),
    tries: integer().notNull(),
    nextTryAt: moment('next_try_at').notNull(),
    startedAt: moment('started_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    index('credential_rotations_credential').on(table.credentialId, table.startedAt),
    uniqueIndex('credential_rotations_one').on(table.credentialId).where(sql`not ${table.isOver}`),
  ],
);
