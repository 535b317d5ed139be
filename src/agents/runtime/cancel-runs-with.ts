import { eq } from 'drizzle-orm';
import { listAccounts } from '../../base/accounts/list-accounts.ts';
import { credentialIdOf } from '../../base/aws/revocations.ts';
import type { Queue } from '../../base/queue/queue.ts';
import type { Store } from '../../base/store/store.ts';
import { runAgentWork } from './agent-control.ts';
import { agents, executions } from './tables.ts';

/** Ends the runs of agents that look at nothing but accounts which are reached with the credential. Of others only the calls with it end. */
export async function cancelRunsWith({ store, queue }: { store: Store; queue: Pick<Queue, 'cancelKey'> }, credentialId: string): Promise<number> {
  const active = (await listAccounts(store)).filter(({ status }) => status !== 'inactive');
  const using = new Set(active.filter(({ credential }) => credentialIdOf(credential) === credentialId).map(({ id }) => id));
  if (using.size === 0) return 0;
  const running = await store.db
    .selectDistinct({ id: agents.id, accountId: agents.accountId })
    .from(executions)
    .innerJoin(agents, eq(agents.id, executions.agentId))
    .where(eq(executions.status, 'running'));
  const ended = running.filter(({ accountId }) => (accountId === null ? using.size === active.length : using.has(accountId)));
  for (const { id } of ended) await queue.cancelKey(runAgentWork, id);
  return ended.length;
}
