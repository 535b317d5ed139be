import { and, asc, eq, isNull, lt, ne, or, sql } from 'drizzle-orm';
import type { ConnectedAccount } from '../../core/account.ts';
import type { Store } from '../store/store.ts';
import { accountFromRow } from './account-from-row.ts';
import { accounts, organizations } from './tables.ts';
import type { OrganizationRow } from './sync-organization.ts';

/** Accounts that were not validated since, those that never were first. What was finished before a crash is not due again. */
export async function dueAccounts({ db }: Store, { before }: { before: Date }): Promise<string[]> {
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(ne(accounts.status, 'inactive'), or(isNull(accounts.lastValidated), lt(accounts.lastValidated, before))))
    .orderBy(sql`${accounts.lastValidated} asc nulls first`, asc(accounts.accountId));
  return rows.map(({ id }) => id);
}

/** An account with what decides how thoroughly it is looked at; undefined when it was removed or paused in the meantime. */
export async function accountToValidate({ db }: Store, id: string, { surveyedBefore }: { surveyedBefore: Date }): Promise<{ account: ConnectedAccount; hasSurvey: boolean } | undefined> {
  const [row] = await db.select().from(accounts).where(eq(accounts.id, id));
  if (!row || row.status === 'inactive') return undefined;
  return { account: accountFromRow(row), hasSurvey: row.surveyedAt === null || row.surveyedAt < surveyedBefore || row.status === 'error' };
}

export async function dueOrganizations({ db }: Store, { before }: { before: Date }): Promise<OrganizationRow[]> {
  return db
    .select()
    .from(organizations)
    .where(or(isNull(organizations.lastSynced), lt(organizations.lastSynced, before)))
    .orderBy(sql`${organizations.lastSynced} asc nulls first`);
}
