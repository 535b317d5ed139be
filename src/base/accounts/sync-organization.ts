import { and, eq, inArray, ne, or } from 'drizzle-orm';
import { CallFailure } from '../aws/call-failure.ts';
import type { AwsUse } from '../aws/door.ts';
import type { BaseSource, CredentialSource } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import type { AccountsRoom } from './accounts-room.ts';
import { explainFailure, type AccountTrouble } from './account-trouble.ts';
import { unstoredAccount } from './add-account.ts';
import { connectAccount } from './connect-account.ts';
import { listMembers, organizationActions, type Member } from './organization-members.ts';
import { accounts, organizations } from './tables.ts';

export type OrganizationRow = typeof organizations.$inferSelect;

export interface SyncOutcome {
  readonly added: number;
  readonly dropped: number;
  readonly returned: number;
}

/**
 * Brings the connected accounts in line with the members that AWS Organizations tells. Each account is a step of its own: what
 * was done stays done when the process ends in the middle. Where nobody may be asked, everything stays as it was.
 */
export async function syncOrganization(room: AccountsRoom, row: OrganizationRow, use: Omit<AwsUse, 'actions'>): Promise<SyncOutcome> {
  const asked = unstoredAccount({ accountId: row.askedAccountId, credential: row.credential, region: room.defaultRegion }, room);
  const session = room.aws.for(asked, room.defaultRegion, { ...use, actions: organizationActions });
  try {
    const members = await listMembers(session, row.exclude);
    const outcome = await bringInLine(room, row, members);
    await note(room, row, { status: 'active', statusReason: null, statusHint: null, failingSince: null, lastSynced: room.clock() });
    return outcome;
  } catch (error) {
    const trouble = organizationTrouble(row, error);
    if (!trouble) throw error;
    await note(room, row, { status: 'error', statusReason: trouble.because, statusHint: trouble.hint, failingSince: row.failingSince ?? room.clock() });
    return { added: 0, dropped: 0, returned: 0 };
  }
}

/** Undefined where it is nobody's fault and will pass. */
export function organizationTrouble({ askedAccountId, credential }: Pick<OrganizationRow, 'askedAccountId' | 'credential'>, error: unknown): AccountTrouble | undefined {
  if (error instanceof Error && error.name === 'AWSOrganizationsNotInUseException') return { because: `The account ${askedAccountId} is in no organisation`, hint: 'Connect it as an account of its own' };
  if (!(error instanceof CallFailure)) return undefined;
  if (error.gap.reason === 'access-denied' && error.gap.service === 'organizations') {
    return { because: `The account ${askedAccountId} may not list the members of the organisation`, hint: `Use the management account, or one that it delegated an AWS service to, and allow its role ${organizationActions.join(', ')}` };
  }
  const placeholder = { id: askedAccountId, accountId: askedAccountId, name: askedAccountId, isSimulated: false, credential, regions: [error.gap.region], defaultRegion: error.gap.region, organizationId: null, status: 'active' as const, statusReason: null, createdAt: '', updatedAt: '' };
  return explainFailure(placeholder, error) ?? { because: error.message, hint: 'It is tried again by itself' };
}

async function bringInLine(room: AccountsRoom, row: OrganizationRow, members: readonly Member[]): Promise<SyncOutcome> {
  const { store, clock } = room;
  const { organizationId } = row;
  const known = new Map((await store.db.select().from(accounts).where(or(eq(accounts.organizationId, organizationId), inArray(accounts.accountId, [...members.map(({ accountId }) => accountId), row.askedAccountId])))).map((account) => [account.accountId, account]));
  const tally = { added: 0, dropped: 0, returned: 0 };
  for (const { accountId, name } of members.filter(({ leftOut }) => leftOut === null)) {
    const account = known.get(accountId);
    const credential = memberCredential(row, accountId);
    if (!account) {
      const regions = row.regions ?? [room.defaultRegion];
      await connectAccount(store, { accountId, name, isSimulated: room.isSimulated, origin: 'organization', credential, regions, regionMode: row.regions === null ? 'all' : 'chosen', organizationId }, clock);
      tally.added += 1;
    } else if (account.origin !== 'organization') {
      if (account.organizationId === null) await store.db.update(accounts).set({ organizationId }).where(eq(accounts.id, account.id));
    } else {
      const isBack = account.status === 'inactive' && account.parkedBy === 'organization';
      const isSame = JSON.stringify(account.credential) === JSON.stringify(credential);
      if (isBack || !isSame) await store.db.update(accounts).set({ credential, ...(isBack ? { status: 'active', parkedBy: null, statusReason: null, statusHint: null, lastValidated: null } : {}), updatedAt: clock() }).where(eq(accounts.id, account.id));
      tally.returned += isBack ? 1 : 0;
    }
  }
  const reasons = new Map(members.flatMap(({ accountId, leftOut }) => (leftOut === null ? [] : [[accountId, leftOut] as const])));
  const isMember = new Set(members.map(({ accountId }) => accountId));
  for (const account of known.values()) {
    const because = reasons.get(account.accountId) ?? (isMember.has(account.accountId) ? undefined : 'It is no member of its organisation any more');
    if (because === undefined || account.origin !== 'organization') continue;
    tally.dropped += await drop(room, account.id, because);
  }
  return tally;
}

async function drop({ store, clock }: AccountsRoom, id: string, because: string): Promise<number> {
  const dropped = await store.db
    .update(accounts)
    .set({ status: 'inactive', parkedBy: 'organization', statusReason: because, statusHint: null, failingSince: null, updatedAt: clock() })
    .where(and(eq(accounts.id, id), ne(accounts.status, 'inactive')))
    .returning({ id: accounts.id });
  return dropped.length;
}

/** The account that is asked keeps the way it is asked by; the others are reached by the role that exists in each, from the same beginning. */
export function memberCredential({ credential, askedAccountId, memberRoleName, externalId }: OrganizationRow, accountId: string): CredentialSource {
  if (accountId === askedAccountId) return credential;
  const via: BaseSource | undefined = credential.kind === 'role' ? credential.via : credential.kind === 'ambient' ? undefined : credential;
  const partition = credential.kind === 'role' ? (credential.roleArn.split(':')[1] ?? 'aws') : 'aws';
  return { kind: 'role', roleArn: `arn:${partition}:iam::${accountId}:role/${memberRoleName}`, ...(externalId === null ? {} : { externalId }), ...(via ? { via } : {}) };
}

async function note({ store, clock }: AccountsRoom, { id }: OrganizationRow, facts: Partial<typeof organizations.$inferInsert>): Promise<void> {
  const [row] = await store.db.update(organizations).set({ ...facts, updatedAt: clock() }).where(eq(organizations.id, id)).returning({ id: organizations.id });
  if (!row) throw new AppError('not-found', `The organisation ${id} was disconnected while it was asked`);
}
