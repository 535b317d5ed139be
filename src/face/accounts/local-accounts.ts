import type { AccountsRoom, Asking } from '../../base/accounts/accounts-room.ts';
import { removeAccount } from '../../base/accounts/change-account.ts';
import { listAccounts } from '../../base/accounts/list-accounts.ts';
import { validateNow } from '../../base/accounts/validate-now.ts';
import type { ConnectedAccount } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import { forEachLimited } from '../../core/for-each-limited.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { Asker } from '../cli/ask.ts';

const accountsAtOnce = 8;

export function listLocal({ store }: AccountsRoom): Promise<ConnectedAccount[]> {
  return listAccounts(store);
}

/** By number, name or id. */
export async function findByName({ store }: AccountsRoom, name: string): Promise<ConnectedAccount> {
  const accounts = await listAccounts(store);
  const found = accounts.filter((account) => account.id === name || account.accountId === name || account.name === name);
  const [first, second] = found;
  if (second) throw new AppError('bad-usage', `There are ${found.length} accounts called ${name}`, { hint: `Name it by its number: ${found.map(({ accountId }) => accountId).join(', ')}` });
  if (first) return first;
  const near = nearestName(name, accounts.flatMap((account) => [account.name, account.accountId]));
  throw new AppError('not-found', `There is no connected account ${name}`, { hint: near === undefined ? 'watchkeeper accounts list tells which are connected' : `Did you mean ${near}?` });
}

export async function validateLocal(room: AccountsRoom, { names, asking, tell }: { names: readonly string[]; asking: Asking; tell: (detail: string) => void }): Promise<ConnectedAccount[]> {
  const meant = names.length > 0 ? await Promise.all(names.map((name) => findByName(room, name))) : (await listAccounts(room.store)).filter(({ status }) => status !== 'inactive');
  const validated = new Map<string, ConnectedAccount>();
  await forEachLimited(meant, accountsAtOnce, async ({ id, accountId }) => {
    validated.set(id, await validateNow(room, id, asking));
    tell(`${validated.size} of ${meant.length}, ${accountId}`);
  });
  return meant.flatMap(({ id }) => validated.get(id) ?? []);
}

export async function removeLocal(room: AccountsRoom, account: ConnectedAccount, { asking, asker, isAgreed }: { asking: Asking; asker: Asker | undefined; isAgreed: boolean }): Promise<void> {
  if (!isAgreed) {
    if (!asker) throw new AppError('bad-usage', `Nothing was removed: nobody could be asked whether ${account.name} is meant`, { hint: 'Add --yes' });
    const isMeant = await asker.confirm(`Disconnect ${account.name} (${account.accountId})? Nothing there is watched any more; what was found stays.`, false);
    if (!isMeant) throw new AppError('cancelled', 'Nothing was removed');
  }
  await removeAccount(room, account.id, asking);
}
