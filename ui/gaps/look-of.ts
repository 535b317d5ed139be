import type { Account } from '../../src/core/account.ts';
import type { Agent, Execution } from '../../src/core/agent.ts';

interface Lookers {
  readonly accounts: readonly Pick<Account, 'id'>[];
  readonly agents: readonly Pick<Agent, 'lastExecution'>[];
}

/** How a run ends that may have gaps which nobody wrote down. */
export const unfinished: ReadonlySet<Execution['status']> = new Set(['failed', 'interrupted', 'cancelled']);

/** What a list without gaps stands on. */
export function lookOf({ accounts, agents }: Lookers): 'looked' | 'no-account' | 'not-yet' | 'unfinished' {
  if (accounts.length === 0) return 'no-account';
  const runs = agents.flatMap(({ lastExecution }) => lastExecution ?? []);
  if (runs.length === 0) return 'not-yet';
  return runs.some(({ status }) => unfinished.has(status)) ? 'unfinished' : 'looked';
}
