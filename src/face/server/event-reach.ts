import type { LiveEvent } from '../../core/live-event.ts';
import { allows, type AccountScope } from '../../core/account-scope.ts';

/** The AWS account that an agent works in; null when that is all of them. */
export type AccountOfAgent = (agentId: string) => Promise<string | null>;

/** Whether somebody with this scope may be told of an event. */
export async function mayHear(scope: AccountScope, event: LiveEvent, accountOfAgent: AccountOfAgent): Promise<boolean> {
  return scope === 'all' || allows(scope, await accountOf(event, accountOfAgent));
}

async function accountOf(event: LiveEvent, accountOfAgent: AccountOfAgent): Promise<string | null> {
  switch (event.type) {
    case 'finding':
      return event.finding.accountId;
    case 'agent':
      return accountOfAgent(event.agent.id);
    case 'execution':
      return accountOfAgent(event.execution.agentId);
    case 'log':
      return accountOfAgent(event.agentId);
  }
}
