import { eq } from 'drizzle-orm';
import { accountKeys } from '../../base/accounts/account-keys.ts';
import { accounts } from '../../base/accounts/tables.ts';
import type { Store } from '../../base/store/store.ts';
import type { AccountScope } from '../../core/account-scope.ts';
import { AppError } from '../../core/app-error.ts';
import { findAgent, unknownAgent, unknownExecution } from './agent-store.ts';
import { agents, executions } from './tables.ts';

/** Of an agent's id: fails in the words for one that does not exist when it is not of these accounts. An agent of all accounts is for who may know of all. */
export async function checkAgentInScope(store: Store, id: string, scope: AccountScope): Promise<void> {
  const keys = await accountKeys(store, scope);
  if (keys === undefined) return;
  const { accountId } = await findAgent(store, id);
  if (accountId === null || !keys.has(accountId)) throw unknownAgent(id);
}

/** The same of an execution's id. */
export async function checkExecutionInScope(store: Store, id: string, scope: AccountScope): Promise<void> {
  if (scope === 'all') return;
  const [row] = await store.db.select({ accountId: accounts.accountId }).from(executions).innerJoin(agents, eq(executions.agentId, agents.id)).innerJoin(accounts, eq(agents.accountId, accounts.id)).where(eq(executions.id, id));
  if (!row || !scope.includes(row.accountId)) throw unknownExecution(id);
}

/** An agent of all accounts sees what whoever makes it may not. */
export function checkAgentPlace(accountId: string | null, scope: AccountScope): void {
  if (accountId !== null || scope === 'all') return;
  throw new AppError('bad-request', 'An agent of all accounts is made by those who are not limited to some', { hint: 'Name a connected account as "accountId"' });
}
