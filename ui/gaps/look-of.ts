import type { Account } from '../../src/core/account.ts';
import type { Agent } from '../../src/core/agent.ts';

interface Lookers {
  readonly accounts: readonly Pick<Account, 'id'>[];
  readonly agents: readonly Pick<Agent, 'lastExecution'>[];
}

/** What a list without gaps stands on. */
export function lookOf({ accounts, agents }: Lookers): 'looked' | 'no-account' | 'not-yet' | 'failed' {
  if (accounts.length === 0) return 'no-account';
  const runs = agents.flatMap(({ lastExecution }) => lastExecution ?? []);
  if (runs.length === 0) return 'not-yet';
  return runs.some(({ status }) => status === 'failed' || status === 'interrupted') ? 'failed' : 'looked';
}
