import { bigserial, boolean, index, integer, jsonb, pgTable, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import type { Actor } from '../../core/actor.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { type Decision, verdicts } from '../../core/verdict.ts';

export const findings = pgTable(
  'findings',
  {
    id: text().primaryKey(),
    fingerprint: text().notNull().unique(),
    producer: jsonb().$type<FindingDraft['producer']>().notNull(),
    producerId: text('producer_id').notNull(),
    severity: text({ enum: ['info', 'low', 'medium', 'high', 'critical'] }).notNull(),
    severityRank: smallint('severity_rank').notNull(),
    title: text().notNull(),
    summary: text().notNull(),
    why: text().notNull(),
    remedy: text().notNull(),
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    isSimulated: boolean('is_simulated').notNull(),
    principal: text(),
    actor: jsonb().$type<Actor | null>(),
    resource: text(),
    tags: jsonb().$type<string[]>().notNull(),
    status: text({ enum: ['open', 'resolved'] }).notNull(),
    evidenceCount: integer('evidence_count').notNull(),
    decision: jsonb().$type<Decision | null>(),
    firstSeenAt: timestamp('first_seen_at', { withTimezone: true, mode: 'string' }).notNull(),
    lastSeenAt: timestamp('last_seen_at', { withTimezone: true, mode: 'string' }).notNull(),
    createdAt: timestamp('created_at', { withTimezone: true, mode: 'string' }).notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true, mode: 'string' }).notNull(),
  },
  (table) => [
    index('findings_last_seen').on(table.lastSeenAt, table.id),
    index('findings_first_seen').on(table.firstSeenAt, table.id),
    index('findings_severity').on(table.severityRank, table.id),
    index('findings_account').on(table.accountId, table.lastSeenAt),
  ],
);

/** One row per finding and piece of evidence: reading the same activity twice changes nothing. */
export const findingEvidence = pgTable(
  'finding_evidence',
  {
    findingId: text('finding_id')
      .notNull()
      .references(() => findings.id, { onDelete: 'cascade' }),
    key: text().notNull(),
    position: bigserial({ mode: 'number' }).notNull(),
    at: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
    body: jsonb().$type<Evidence>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.findingId, table.key] }), index('finding_evidence_at').on(table.findingId, table.at)],
);

/** Every decision that a person made about a finding, and each that was taken back: rows are added and never changed. */
export const findingDecisions = pgTable(
  'finding_decisions',
  {
    position: bigserial({ mode: 'number' }).primaryKey(),
    findingId: text('finding_id')
      .notNull()
      .references(() => findings.id, { onDelete: 'cascade' }),
    /** Null takes the one before it back. */
    verdict: text({ enum: verdicts }),
    note: text().notNull(),
    by: text().notNull(),
    at: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
    /** Whether it was this decision that closed the finding. */
    closed: boolean().notNull(),
  },
  (table) => [index('finding_decisions_finding').on(table.findingId, table.position)],
);
