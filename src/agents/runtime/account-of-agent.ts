import { eq } from 'drizzle-orm';
import { accounts } from '../../base/accounts/tables.ts';
import type { Store } from '../../base/store/store.ts';
import { agents } from './tables.ts';

/** The AWS account that an agent works in; null when it works in all of them, or is not there any more. */
export function accountOfAgent({ db }: Store): (agentId: string) => Promise<string | null> {
  const known = new Map<string, string>();
  return async (agentId) => {
    const held = known.get(agentId);
    if (held !== undefined) return held;
    const [row] = await db.select({ accountId: accounts.accountId }).from(agents).innerJoin(accounts, eq(agents.accountId, accounts.id)).where(eq(agents.id, agentId));
    // An agent's account never changes.
    if (row) known.set(agentId, row.accountId);
    return row?.accountId ?? null;
  };
}
