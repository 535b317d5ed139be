import { boolean, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { CredentialSource, PermissionState, RegionGap } from '../../core/account.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

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
  createdAt: moment('created_at').notNull(),
  updatedAt: moment('updated_at').notNull(),
  origin: text({ enum: ['config', 'person', 'organization', 'simulated'] }).notNull().default('config'),
  /** Who made it inactive, so that only they make it active again. */
  parkedBy: text('parked_by', { enum: ['person', 'config', 'mode', 'organization'] }),
  regionMode: text('region_mode', { enum: ['all', 'chosen'] }).notNull().default('chosen'),
  statusHint: text('status_hint'),
  failingSince: moment('failing_since'),
  lastValidated: moment('last_validated'),
  /** When regions and permissions were looked at last, which is done less often than the credentials are tried. */
  surveyedAt: moment('surveyed_at'),
  permissions: jsonb().$type<Record<string, PermissionState>>().notNull().default({}),
  regionGaps: jsonb('region_gaps').$type<RegionGap[]>().notNull().default([]),
  remarks: jsonb().$type<string[]>().notNull().default([]),
  concurrency: integer(),
  monthlyCeilingUsd: doublePrecision('monthly_ceiling_usd'),
  tags: jsonb().$type<Record<string, string>>().notNull().default({}),
}, (table) => [index('accounts_validated_index').on(table.lastValidated)]);

export interface OrganizationExclusions {
  readonly accountIds: string[];
  /** Organisational units by id, with all that is below them. */
  readonly unitIds: string[];
  readonly tags: Record<string, string>;
}

/** An AWS organisation whose members are connected by themselves. */
export const organizations = pgTable('organizations', {
  id: text().primaryKey(),
  organizationId: text('organization_id').notNull().unique(),
  managementAccountId: text('management_account_id').notNull(),
  /** Where it is asked for its members: its management account, or the one that it delegated to. */
  askedAccountId: text('asked_account_id').notNull(),
  credential: jsonb().$type<CredentialSource>().notNull(),
  memberRoleName: text('member_role_name').notNull(),
  externalId: text('external_id'),
  /** Null for every region that a member has enabled. */
  regions: jsonb().$type<string[]>(),
  exclude: jsonb().$type<OrganizationExclusions>().notNull(),
  status: text({ enum: ['active', 'error'] }).notNull(),
  statusReason: text('status_reason'),
  statusHint: text('status_hint'),
  failingSince: moment('failing_since'),
  lastSynced: moment('last_synced'),
  createdAt: moment('created_at').notNull(),
  updatedAt: moment('updated_at').notNull(),
});

/** What was called in an account on a day, by IAM action: for the ceiling of a month, and for policies without what nobody uses. */
export const awsUsage = pgTable('aws_usage', {
  accountId: text('account_id').notNull(),
  day: text().notNull(),
  action: text().notNull(),
  calls: integer().notNull(),
  failures: integer().notNull(),
  usd: doublePrecision().notNull(),
}, (table) => [primaryKey({ columns: [table.accountId, table.day, table.action] }), index('aws_usage_day_index').on(table.day)]);
