import { eq } from 'drizzle-orm';
import { CallFailure } from '../aws/call-failure.ts';
import type { Account, ConnectedAccount, CredentialSource } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import { awsUseFor, type AccountsRoom, type Asking } from './accounts-room.ts';
import { explainFailure } from './account-trouble.ts';
import { connectAccount } from './connect-account.ts';
import type { AccountRequest } from './contract.ts';
import { credentialOfRequest } from './credential-of-request.ts';
import { accounts } from './tables.ts';
import { identify, validateAccount } from './validate-account.ts';

/** Connects an account and tries it at once. It stays connected when that fails: it says what is wrong, and is tried again. */
export async function addAccount(room: AccountsRoom, request: AccountRequest, asking: Asking): Promise<ConnectedAccount> {
  const credential = credentialOfRequest(request) ?? { kind: 'ambient' };
  const region = request.defaultRegion ?? request.regions?.[0] ?? room.defaultRegion;
  const accountId = request.accountId ?? accountOfRole(credential) ?? (await askForAccount(room, { credential, region }, asking));
  await refuseConnected(room, accountId);
  const added = await connectAccount(
    room.store,
    {
      accountId,
      name: request.name ?? accountId,
      isSimulated: room.isSimulated,
      origin: 'person',
      credential,
      regions: request.regions ?? [region],
      regionMode: request.regions ? 'chosen' : 'all',
      defaultRegion: region,
      organizationId: null,
      tags: request.tags ?? {},
      concurrency: request.concurrency ?? null,
      monthlyCeilingUsd: request.monthlyCeilingUsd ?? null,
    },
    room.clock,
  );
  await room.audit.add([{ actor: asking.actor, action: 'account.connected', subject: { kind: 'account', id: added.id, accountId }, detail: { name: added.name, credentialType: added.credentialType, roleArn: added.roleArn, regions: request.regions ?? 'all' }, address: asking.address }]);
  return validateAccount({ ...room, use: awsUseFor(asking, 'connecting the account') }, added, { hasSurvey: true });
}

function accountOfRole(credential: CredentialSource): string | undefined {
  return credential.kind === 'role' ? credential.roleArn.split(':')[4] : undefined;
}

async function refuseConnected({ store }: AccountsRoom, accountId: string): Promise<void> {
  const [known] = await store.db.select({ id: accounts.id, name: accounts.name, status: accounts.status }).from(accounts).where(eq(accounts.accountId, accountId));
  if (!known) return;
  throw new AppError('conflict', `The account ${accountId} is connected already, as ${known.name}`, { hint: known.status === 'inactive' ? `It is paused: change ${known.id} to be active, or remove it first` : `Change ${known.id} instead` });
}

/** What is not connected yet, as the door needs it. */
export function unstoredAccount({ accountId, credential, region }: { accountId: string; credential: CredentialSource; region: string }, { clock, isSimulated }: Pick<AccountsRoom, 'clock' | 'isSimulated'>): Account {
  const now = clock().toISOString();
  return { id: accountId, accountId, name: accountId, isSimulated, credential, regions: [region], defaultRegion: region, organizationId: null, status: 'active', statusReason: null, createdAt: now, updatedAt: now };
}

async function askForAccount(room: AccountsRoom, { credential, region }: { credential: CredentialSource; region: string }, asking: Asking): Promise<string> {
  const account = unstoredAccount({ accountId: '', credential, region }, room);
  try {
    const arn = await identify(account, room.aws.for(account, region, { ...awsUseFor(asking, 'connecting an account'), actions: ['sts:GetCallerIdentity'] }));
    return arn.split(':')[4] ?? '';
  } catch (error) {
    const trouble = error instanceof CallFailure ? explainFailure(account, error) : undefined;
    if (!trouble) throw error instanceof CallFailure ? new AppError('could-not-look', error.message, { cause: error }) : error;
    throw new AppError('could-not-look', trouble.because, { hint: `${trouble.hint}. With accountId it is connected nevertheless, and tried again later`, cause: error });
  }
}
