import { bigint, index, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { auditActorKinds } from './contract.ts';

/** Rows are added and never changed: a trigger refuses UPDATE, DELETE and TRUNCATE, and each row holds the one before it by its hash. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    /** Without holes, from 1. */
    sequence: bigint({ mode: 'number' }).primaryKey(),
    at: timestamp({ withTimezone: true, mode: 'date', precision: 3 }).notNull(),
    actorKind: text('actor_kind', { enum: auditActorKinds }).notNull(),
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    action: text().notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    accountId: text('account_id'),
    detail: jsonb().$type<Readonly<Record<string, unknown>>>().notNull(),
    address: text(),
    previousHash: text('previous_hash').notNull(),
    hash: text().notNull(),
  },
  (table) => [
    index('audit_subject').on(table.subjectKind, table.subjectId, table.sequence),
    index('audit_account').on(table.accountId, table.sequence),
    index('audit_action').on(table.action, table.sequence),
    index('audit_actor').on(table.actorId, table.sequence),
    index('audit_at').on(table.at),
  ],
);

/** Where the log ends, in one row: the end that is signed shows when the newest entries are removed. */
export const auditHead = pgTable('audit_head', {
  id: integer().primaryKey(),
  /** Random, and in the hash of the first entry: entries of one log prove nothing in another. */
  chainId: text('chain_id').notNull(),
  sequence: bigint({ mode: 'number' }).notNull(),
  hash: text().notNull(),
  signedSequence: bigint('signed_sequence', { mode: 'number' }),
  signedHash: text('signed_hash'),
  signature: text(),
  /** The key of the signatures, sealed by the vault. */
  sealedKey: text('sealed_key'),
});
