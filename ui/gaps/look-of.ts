import type { Agent } from '../../src/core/agent.ts';

/** What a list without gaps stands on. */
export function lookOf(agents: readonly Pick<Agent, 'lastExecution'>[]): 'looked' | 'not-yet' | 'failed' {
  const runs = agents.flatMap(({ lastExecution }) => lastExecution ?? []);
  if (runs.length === 0) return 'not-yet';
  return runs.some(({ status }) => status === 'failed' || status === 'interrupted') ? 'failed' : 'looked';
}
