import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { usageSince, usedActions } from '../../base/accounts/keep-usage.ts';
import { listAccounts } from '../../base/accounts/list-accounts.ts';
import { shrinkPolicy, type LostAction, type ShrunkPolicy } from '../../base/accounts/shrink-policy.ts';
import type { Config } from '../../base/config/config-schema.ts';
import { openStore } from '../../base/store/open-store.ts';
import { AppError } from '../../core/app-error.ts';
import { systemClock } from '../../core/clock.ts';
import { actionFeatures, declaredActions } from '../declared-actions.ts';

const dayMs = 86_400_000;

export interface Shrinking {
  readonly days: number;
  /** Only what was used in this account, by its number. */
  readonly accountId: string | undefined;
}

export type Shrunk = ShrunkPolicy & { /** For how many days it is known what was used. */ readonly knownDays: number };

/** What was used, from the database's own book of calls. */
export async function shrinkFromDatabase({ data, store: { databaseUrl } }: Config, { days, accountId }: Shrinking): Promise<Shrunk> {
  if (databaseUrl === undefined && !existsSync(resolve(data.folder))) throw new AppError('not-found', `There is no database in ${data.folder}`, { hint: 'Name the data folder with --data, or the server with DATABASE_URL' });
  const store = await openStore({ dataFolder: data.folder, databaseUrl });
  try {
    const now = systemClock();
    const accounts = (await listAccounts(store)).filter((account) => account.status !== 'inactive' && (accountId === undefined || account.accountId === accountId));
    if (accountId !== undefined && accounts.length === 0) throw new AppError('not-found', `There is no connected account ${accountId}`, { hint: 'watchkeeper accounts list tells which are connected' });
    const used = await usedActions(store, { since: new Date(now.getTime() - days * dayMs), accountId });
    if (used.size === 0) throw new AppError('not-ready', 'Nothing is known to have been used yet, so that nothing can be left out', { hint: 'Let Watchkeeper run for some weeks first' });
    const since = await usageSince(store);
    return {
      ...shrinkPolicy({ declared: await declaredActions(), used, features: await actionFeatures(), accounts }),
      knownDays: since ? Math.floor((now.getTime() - since.getTime()) / dayMs) + 1 : 0,
    };
  } finally {
    await store.close();
  }
}

/** What a person should know before the policy is put in place. */
export function renderShrunk({ dropped, denied, knownDays }: Shrunk, { days }: Shrinking): string {
  const line = ({ action, disables }: LostAction, note = '') => `  ${action}${note}: ${disables.length === 0 ? 'nothing needs it' : `disables ${disables.join('; ')}`}`;
  return [
    ...(knownDays < days ? [`Only ${knownDays} of ${days} days are known: what happens seldom may be missing. Wait before you use this policy.`] : []),
    dropped.length === 0 ? `Everything that is declared was used in ${days} days` : `Left out, since nothing of it was used in ${days} days:`,
    ...dropped.map((one) => line(one)),
    ...(denied.length === 0 ? [] : ['Denied already:', ...denied.map((one) => line(one, ` in ${one.accountIds.length === 1 ? one.accountIds[0] : `${one.accountIds.length} accounts`}`))]),
  ].join('\n');
}
