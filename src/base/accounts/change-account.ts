import { and, eq } from 'drizzle-orm';
import type { ConnectedAccount } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import { awsUseFor, type AccountsRoom, type Asking } from './accounts-room.ts';
import { type AccountChanges, changeableFields } from './contract.ts';
import { credentialOfRequest } from './credential-of-request.ts';
import { excludeMember } from './exclude-member.ts';
import { findAccount } from './find-account.ts';
import { accounts } from './tables.ts';
import { validateAccount } from './validate-account.ts';

/** Changes what a person may change, and tries the account again where that could matter. */
export async function changeAccount(room: AccountsRoom, { id, changes }: { id: string; changes: AccountChanges }, asking: Asking): Promise<ConnectedAccount> {
  const account = await findAccount(room.store, id, asking.scope);
  const credential = credentialOfRequest(changes);
  refuseWhatIsNotTheirs(account, changes);
  const { name, status, regions, defaultRegion, tags, concurrency, monthlyCeilingUsd } = changes;
  const facts: Partial<typeof accounts.$inferInsert> = {
    ...(name === undefined ? {} : { name }),
    ...(credential === undefined ? {} : { credential }),
    ...(tags === undefined ? {} : { tags }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(monthlyCeilingUsd === undefined ? {} : { monthlyCeilingUsd }),
    ...(regions === undefined ? {} : regions === null ? { regionMode: 'all' } : { regionMode: 'chosen', regions, regionGaps: [] }),
    ...(defaultRegion === undefined ? (regions && !regions.includes(account.defaultRegion) ? { defaultRegion: regions[0] ?? account.defaultRegion } : {}) : { defaultRegion }),
    ...(status === 'inactive' ? { status, parkedBy: 'person', statusReason: `Paused by ${asking.actor.name}`, statusHint: null, failingSince: null } : {}),
    ...(status === 'active' && account.status === 'inactive' ? { status, parkedBy: null, statusReason: null, statusHint: null } : {}),
    updatedAt: room.clock(),
  };
  await room.store.db.update(accounts).set(facts).where(eq(accounts.id, id));
  await room.audit.add([{ actor: asking.actor, action: 'account.changed', subject: { kind: 'account', id, accountId: account.accountId }, detail: { changed: Object.keys(changes) }, address: asking.address }]);
  const changed = await findAccount(room.store, id, asking.scope);
  const isToBeTried = changed.status !== 'inactive' && (credential !== undefined || regions !== undefined || defaultRegion !== undefined || status === 'active');
  if (!isToBeTried) return changed;
  room.aws.renew(changed);
  return validateAccount({ ...room, use: awsUseFor(asking, 'a change of the account') }, changed, { hasSurvey: true });
}

function refuseWhatIsNotTheirs({ origin, accountId }: ConnectedAccount, changes: AccountChanges): void {
  const may = changeableFields(origin);
  const refused = may === 'all' ? [] : Object.keys(changes).filter((key) => !may.some((one) => one === key));
  if (refused.length === 0) return;
  throw new AppError('conflict', `${refused.join(', ')} of account ${accountId} cannot be changed here: ${ownerOf[origin]}`, { hint: origin === 'config' ? 'Change it in the configuration file and start again' : `Here can be changed: ${may === 'all' ? '' : may.join(', ')}` });
}

const ownerOf: Readonly<Record<ConnectedAccount['origin'], string>> = {
  person: 'it is yours',
  organization: 'its organisation decides about it',
  config: 'the configuration file decides about it',
  simulated: 'the simulated organisation decides about it',
};

/** Disconnects an account. A member of an organisation is left out from then on, or it would come back by itself. */
export async function removeAccount(room: AccountsRoom, id: string, asking: Asking): Promise<void> {
  const account = await findAccount(room.store, id, asking.scope);
  if (account.origin === 'config' || account.origin === 'simulated') {
    throw new AppError('conflict', `The account ${account.accountId} cannot be removed here: ${ownerOf[account.origin]}`, { hint: account.origin === 'config' ? 'Take it out of the configuration file and start again' : 'With WATCHKEEPER_AWS=live the simulated organisation is gone' });
  }
  await room.store.db.transaction(async (db) => {
    if (account.origin === 'organization' && account.organizationId !== null) await excludeMember(db, account.organizationId, account.accountId);
    await db.delete(accounts).where(and(eq(accounts.id, id), eq(accounts.accountId, account.accountId)));
    await room.audit.add([{ actor: asking.actor, action: 'account.disconnected', subject: { kind: 'account', id, accountId: account.accountId }, detail: { name: account.name, origin: account.origin }, address: asking.address }], db);
  });
  room.aws.renew(account);
}
