import { randomUUID } from 'node:crypto';
import { eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { accountKeys } from '../../base/accounts/account-keys.ts';
import { findAccount } from '../../base/accounts/find-account.ts';
import type { WorkKind } from '../../base/queue/queue.ts';
import type { AccountScope } from '../../core/account-scope.ts';
import { executionTriggers, type Agent } from '../../core/agent.ts';
import { AppError } from '../../core/app-error.ts';
import type { AgentDeps } from './agent-deps.ts';
import { checkAgentPlace } from './agents-in-scope.ts';
import { findAgent, latestExecutions, type AgentRow } from './agent-store.ts';
import type { AgentType } from './agent-type.ts';
import { agents } from './tables.ts';

/** Runs of one agent share its id as key, so that no two of them overlap in any process. */
export const runAgentWork = {
  name: 'run-agent',
  data: z.object({ agentId: z.string(), trigger: z.enum(executionTriggers) }),
  oneAtATimePerKey: true,
  retry: { limit: 2, delaySeconds: 5, backoff: true },
  expireSeconds: 6 * 3600,
  heartbeatSeconds: 30,
} as const satisfies WorkKind;

export async function listAgents(deps: AgentDeps, scope: AccountScope = 'all'): Promise<Agent[]> {
  const keys = await accountKeys(deps.store, scope);
  const rows = await deps.store.db.select().from(agents).where(keys && inArray(agents.accountId, [...keys])).orderBy(agents.createdAt, agents.id);
  return presentAgents(deps, rows);
}

export async function getAgent(deps: AgentDeps, id: string): Promise<Agent> {
  return present(deps, await findAgent(deps.store, id));
}

/** With an id that is known beforehand it is made once, however many processes begin at the same time. */
export async function createAgent(
  deps: AgentDeps,
  order: { id?: string; typeId: string; name: string; accountId: string | null; settings: Record<string, unknown>; every?: string | undefined },
  scope: AccountScope = 'all',
): Promise<Agent> {
  checkAgentPlace(order.accountId, scope);
  const type = typeOf(deps, order.typeId);
  if (order.accountId !== null) await findAccount(deps.store, order.accountId, scope);
  const now = deps.clock();
  const [row] = await deps.store.db
    .insert(agents)
    .values({
      id: order.id ?? randomUUID(),
      typeId: order.typeId,
      name: order.name,
      accountId: order.accountId,
      settings: checkedSettings(type, order.settings),
      every: order.every ?? type.every,
      state: 'running',
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing()
    .returning();
  if (!row && order.id !== undefined) return getAgent(deps, order.id);
  if (!row) throw new Error(`The agent ${order.name} could not be stored`);
  await putOnSchedule(deps, row, now);
  return announce(deps, row);
}

export async function updateAgent(
  deps: AgentDeps,
  id: string,
  change: { name?: string | undefined; settings?: Record<string, unknown> | undefined; every?: string | undefined },
): Promise<Agent> {
  const agent = await findAgent(deps.store, id);
  const settings = change.settings === undefined ? agent.settings : checkedSettings(typeOf(deps, agent.typeId), change.settings);
  const changed = await save(deps, id, { name: change.name ?? agent.name, settings, every: change.every ?? agent.every });
  if (changed.state === 'running' && changed.every !== agent.every) await putOnSchedule(deps, changed, deps.clock());
  return announce(deps, changed);
}

/** Runs at once, then on its schedule. Starting a running agent changes nothing. */
export async function startAgent(deps: AgentDeps, id: string): Promise<Agent> {
  const agent = await findAgent(deps.store, id);
  if (agent.state === 'running') return present(deps, agent);
  const started = await save(deps, id, { state: 'running' });
  await putOnSchedule(deps, started, deps.clock());
  return announce(deps, started);
}

/** Takes it off its schedule and cancels what it is doing, in whichever process. */
export async function stopAgent(deps: AgentDeps, id: string): Promise<Agent> {
  await findAgent(deps.store, id);
  const stopped = await save(deps, id, { state: 'stopped' });
  await deps.queue.unschedule(scheduleName(id));
  await deps.queue.cancelKey(runAgentWork, id);
  return announce(deps, stopped);
}

export async function restartAgent(deps: AgentDeps, id: string): Promise<Agent> {
  await stopAgent(deps, id);
  return startAgent(deps, id);
}

/** One run now, beside the schedule; does nothing more when one is already waiting. */
export async function runAgentNow(deps: AgentDeps, id: string): Promise<Agent> {
  const agent = await findAgent(deps.store, id);
  await deps.queue.send(runAgentWork, { agentId: id, trigger: 'manual' }, { key: id });
  return present(deps, agent);
}

export async function deleteAgent(deps: AgentDeps, id: string): Promise<void> {
  await stopAgent(deps, id);
  await deps.store.db.delete(agents).where(eq(agents.id, id));
}

/** After a restart: what was running has its schedule again; one that is overdue runs at once. */
export async function resumeAgents(deps: AgentDeps): Promise<void> {
  const rows = await deps.store.db.select().from(agents);
  for (const agent of rows) {
    const isScheduled = (await deps.queue.nextRunAt(scheduleName(agent.id))) !== undefined;
    if (agent.state === 'running' && !isScheduled) await putOnSchedule(deps, agent, deps.clock());
    if (agent.state === 'stopped' && isScheduled) await deps.queue.unschedule(scheduleName(agent.id));
  }
}

function scheduleName(agentId: string): string {
  return `agent/${agentId}`;
}

async function putOnSchedule(deps: AgentDeps, agent: AgentRow, firstRunAt: Date): Promise<void> {
  const data = { agentId: agent.id, trigger: 'schedule' };
  await deps.queue.schedule(scheduleName(agent.id), runAgentWork, { every: agent.every, data, key: agent.id, firstRunAt });
}

async function save(deps: AgentDeps, id: string, change: Partial<AgentRow>): Promise<AgentRow> {
  const [row] = await deps.store.db
    .update(agents)
    .set({ ...change, updatedAt: deps.clock() })
    .where(eq(agents.id, id))
    .returning();
  if (!row) throw new AppError('not-found', `There is no agent ${id}`);
  return row;
}

async function announce(deps: AgentDeps, row: AgentRow): Promise<Agent> {
  const agent = await present(deps, row);
  deps.live.publish({ type: 'agent', agent });
  return agent;
}

async function present(deps: AgentDeps, row: AgentRow): Promise<Agent> {
  const [agent] = await presentAgents(deps, [row]);
  if (!agent) throw new Error(`The agent ${row.id} could not be presented`);
  return agent;
}

async function presentAgents(deps: AgentDeps, rows: readonly AgentRow[]): Promise<Agent[]> {
  const latest = await latestExecutions(
    deps.store,
    rows.map(({ id }) => id),
  );
  return Promise.all(
    rows.map(async (row) => {
      const lastExecution = latest.get(row.id) ?? null;
      const nextRunAt = row.state === 'running' ? await deps.queue.nextRunAt(scheduleName(row.id)) : undefined;
      return {
        ...row,
        isExecuting: lastExecution?.status === 'running',
        lastExecution,
        nextRunAt: nextRunAt?.toISOString() ?? null,
        createdAt: row.createdAt.toISOString(),
        updatedAt: row.updatedAt.toISOString(),
      };
    }),
  );
}

function typeOf(deps: AgentDeps, typeId: string): AgentType {
  const type = deps.types.get(typeId);
  if (type) return type;
  throw new AppError('bad-request', `There is no agent type "${typeId}"`, { hint: `There are ${[...deps.types.keys()].join(', ')}` });
}

function checkedSettings(type: AgentType, settings: Record<string, unknown>): Record<string, unknown> {
  const parsed = type.settings.safeParse(settings);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`);
  throw new AppError('bad-request', `The settings do not fit: ${problems.join('; ')}`, { hint: 'GET /api/agent-types shows what each type takes' });
}
