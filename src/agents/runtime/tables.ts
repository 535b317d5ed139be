import { bigserial, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { Gap } from '../../core/gap.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const agents = pgTable('agents', {
  id: text().primaryKey(),
  typeId: text('type_id').notNull(),
  name: text().notNull(),
  accountId: text('account_id'),
  settings: jsonb().$type<Record<string, unknown>>().notNull(),
  every: text().notNull(),
  state: text({ enum: ['running', 'stopped'] }).notNull(),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const executions = pgTable(
  'executions',
  {
    id: text().primaryKey(),
    agentId: text('agent_id')
      .notNull()
      .references(() => agents.id, { onDelete: 'cascade' }),
    trigger: text({ enum: ['schedule', 'manual', 'start'] }).notNull(),
    status: text({ enum: ['running', 'succeeded', 'failed', 'cancelled', 'interrupted'] }).notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    counts: jsonb().$type<Record<string, number>>().notNull(),
    gapCount: integer('gap_count').notNull(),
    error: text(),
  },
  (table) => [index('executions_agent').on(table.agentId, table.startedAt, table.id)],
);

export const executionLogs = pgTable(
  'execution_logs',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    executionId: text('execution_id')
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    at: instant('at').notNull(),
    level: text({ enum: ['debug', 'info', 'warn', 'error'] }).notNull(),
    message: text().notNull(),
    fields: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index('execution_logs_execution').on(table.executionId, table.id)],
);

export const executionGaps = pgTable(
  'execution_gaps',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    executionId: text('execution_id')
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    gap: jsonb().$type<Gap>().notNull(),
  },
  (table) => [index('execution_gaps_execution').on(table.executionId)],
);

/** How far an agent has read, by account, region and source; written after its findings are stored. */
export const agentCheckpoints = pgTable(
  'agent_checkpoints',
  {
    agentId: text('agent_id')
      .notNull()
      .references(() => agents.id, { onDelete: 'cascade' }),
    key: text().notNull(),
    value: text().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.agentId, table.key] })],
);
