import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { CallFailure } from '../aws/call-failure.ts';
import { AppError } from '../../core/app-error.ts';
import type { AccountsRoom, Asking } from './accounts-room.ts';
import { awsUseFor } from './accounts-room.ts';
import { unstoredAccount } from './add-account.ts';
import type { Organization, OrganizationRequest } from './contract.ts';
import { credentialOfRequest } from './credential-of-request.ts';
import { organizationActions } from './organization-members.ts';
import { organizationTrouble, syncOrganization, type OrganizationRow } from './sync-organization.ts';
import { accounts, organizations } from './tables.ts';
import { identify } from './validate-account.ts';

/** Finds out which organisation it is, keeps it, and connects its members. */
export async function connectOrganization(room: AccountsRoom, request: OrganizationRequest, asking: Asking): Promise<Organization> {
  const credential = credentialOfRequest(request) ?? { kind: 'ambient' as const };
  const { organizationId, managementAccountId, askedAccountId } = await askForOrganization(room, credential, asking);
  const now = room.clock();
  const externalId = request.memberExternalId ?? (credential.kind === 'role' ? credential.externalId : undefined) ?? null;
  const [row] = await room.store.db
    .insert(organizations)
    .values({ id: randomUUID(), organizationId, managementAccountId, askedAccountId, credential, memberRoleName: request.memberRoleName, externalId, regions: request.regions ?? null, exclude: request.exclude, status: 'active', createdAt: now, updatedAt: now })
    .onConflictDoNothing({ target: organizations.organizationId })
    .returning();
  if (!row) throw new AppError('conflict', `The organisation ${organizationId} is connected already`, { hint: 'Remove it first to connect it in another way; its members are then disconnected until it is back' });
  await room.audit.add([{ actor: asking.actor, action: 'organization.connected', subject: { kind: 'organization', id: row.id }, detail: { organizationId, managementAccountId, askedAccountId, exclude: request.exclude }, address: asking.address }]);
  await syncOrganization(room, row, awsUseFor(asking, 'connecting an organisation'));
  return findOrganization(room, row.id);
}

async function askForOrganization(room: AccountsRoom, credential: OrganizationRow['credential'], asking: Asking): Promise<Pick<OrganizationRow, 'organizationId' | 'managementAccountId' | 'askedAccountId'>> {
  const account = unstoredAccount({ accountId: '', credential, region: room.defaultRegion }, room);
  const session = room.aws.for(account, room.defaultRegion, { ...awsUseFor(asking, 'connecting an organisation'), actions: ['sts:GetCallerIdentity', ...organizationActions] });
  let askedAccountId = '';
  try {
    askedAccountId = (await identify(account, session)).split(':')[4] ?? '';
    const { Organization: told } = await session.call('organizations', 'DescribeOrganization', {});
    return { organizationId: told?.Id ?? '', managementAccountId: told?.MasterAccountId ?? '', askedAccountId };
  } catch (error) {
    const trouble = organizationTrouble({ askedAccountId, credential }, error);
    if (!trouble) throw error;
    throw new AppError('could-not-look', trouble.because, { hint: trouble.hint, ...(error instanceof CallFailure ? { cause: error } : {}) });
  }
}

export async function listOrganizations({ store }: Pick<AccountsRoom, 'store'>): Promise<Organization[]> {
  const rows = await store.db.select().from(organizations).orderBy(organizations.organizationId);
  const counts = await store.db
    .select({ organizationId: accounts.organizationId, members: sql<number>`count(*)::int`, activeMembers: sql<number>`(count(*) filter (where ${accounts.status} <> 'inactive'))::int` })
    .from(accounts)
    .groupBy(accounts.organizationId);
  return rows.map(({ failingSince, lastSynced, createdAt, updatedAt, ...row }) => {
    const { members = 0, activeMembers = 0 } = counts.find(({ organizationId }) => organizationId === row.organizationId) ?? {};
    return { ...row, members, activeMembers, failingSince: failingSince?.toISOString() ?? null, lastSynced: lastSynced?.toISOString() ?? null, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  });
}

async function findOrganization(room: AccountsRoom, id: string): Promise<Organization> {
  const found = (await listOrganizations(room)).find((one) => one.id === id);
  if (!found) throw unknownOrganization(id);
  return found;
}

export async function syncOrganizationNow(room: AccountsRoom, id: string, asking: Asking): Promise<Organization> {
  const [row] = await room.store.db.select().from(organizations).where(eq(organizations.id, id));
  if (!row) throw unknownOrganization(id);
  await syncOrganization(room, row, awsUseFor(asking, 'looking for members of the organisation'));
  return findOrganization(room, id);
}

/** What persons and the configuration connected stays; what came with the organisation goes with it. */
export async function removeOrganization(room: AccountsRoom, id: string, asking: Asking): Promise<void> {
  await room.store.db.transaction(async (db) => {
    const [row] = await db.delete(organizations).where(eq(organizations.id, id)).returning();
    if (!row) throw unknownOrganization(id);
    await db.delete(accounts).where(and(eq(accounts.organizationId, row.organizationId), eq(accounts.origin, 'organization')));
    await db.update(accounts).set({ organizationId: null }).where(and(eq(accounts.organizationId, row.organizationId), eq(accounts.isSimulated, room.isSimulated), eq(accounts.origin, 'person')));
    await room.audit.add([{ actor: asking.actor, action: 'organization.disconnected', subject: { kind: 'organization', id }, detail: { organizationId: row.organizationId }, address: asking.address }], db);
  });
}

function unknownOrganization(id: string): AppError {
  return new AppError('not-found', `There is no connected organisation ${id}`, { hint: 'List the organisations to see which are connected' });
}
