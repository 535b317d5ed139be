import type { Account } from '../../src/core/account.ts';
import type { Agent } from '../../src/core/agent.ts';
import type { Gap } from '../../src/core/gap.ts';
import { unfinished } from '../gaps/look-of.ts';

export type AccountWatch = 'watched' | 'partly' | 'unseen' | 'waiting' | 'unwatched' | 'inactive' | 'error';

interface Seen {
  readonly agents: readonly Agent[];
  readonly gaps: readonly Gap[];
}

/** How well an account is seen. What cannot be looked at, or is not looked at, must not look as if all were well. */
export function watchOfAccount({ id, accountId, status, regions }: Account, { agents, gaps }: Seen): AccountWatch {
  if (status !== 'active') return status;
  const watchers = agents.filter((agent) => agent.state === 'running' && (agent.accountId === null || agent.accountId === id));
  if (watchers.length === 0) return 'unwatched';
  const runs = watchers.flatMap(({ lastExecution }) => lastExecution ?? []);
  if (runs.length === 0) return 'waiting';
  if (runs.every(({ status: ended }) => unfinished.has(ended))) return 'unseen';
  const unseenRegions = new Set(gaps.filter((gap) => gap.accountId === accountId).map(({ region }) => region));
  if (unseenRegions.size === 0) return 'watched';
  return unseenRegions.size < regions.length ? 'partly' : 'unseen';
}
