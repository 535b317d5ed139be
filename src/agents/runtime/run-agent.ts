import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { listAccounts } from '../../base/accounts/list-accounts.ts';
import type { Db } from '../../base/store/store.ts';
import type { Log } from '../../base/telemetry/create-log.ts';
import type { Job } from '../../base/queue/queue.ts';
import type { Account } from '../../core/account.ts';
import type { Execution } from '../../core/agent.ts';
import { AppError, isAppError } from '../../core/app-error.ts';
import { recordFindings } from '../../respond/findings/record-findings.ts';
import { executionFromRow, type AgentRow } from './agent-store.ts';
import type { AgentDeps } from './agent-deps.ts';
import type { AgentType, RunContext } from './agent-type.ts';
import { openRunJournal, type RunJournal } from './run-journal.ts';
import { agentCheckpoints, agents, executions } from './tables.ts';

export interface RunOrder {
  readonly agentId: string;
  readonly trigger: Execution['trigger'];
}

/** One run, from its first line in the log to its last. The queue sees to it that no other run of the agent overlaps. */
export async function runAgent(deps: AgentDeps, job: Job<RunOrder>): Promise<void> {
  const [agent] = await deps.store.db.select().from(agents).where(eq(agents.id, job.data.agentId));
  if (!agent) return;
  if (agent.state === 'stopped' && job.data.trigger !== 'manual') return;
  await closeInterrupted(deps, agent.id);

  const execution = await beginExecution(deps, agent.id, job.data.trigger);
  const journal = openRunJournal(deps, execution);
  const ended = await settle(deps, { agent, execution, journal, signal: job.signal });
  deps.live.publish({ type: 'execution', execution: ended });
  deps.onExecution(ended, agent.typeId);
}

async function settle(
  deps: AgentDeps,
  run: { agent: AgentRow; execution: Execution; journal: RunJournal; signal: AbortSignal },
): Promise<Execution> {
  const { agent, journal, signal } = run;
  try {
    const type = deps.types.get(agent.typeId);
    if (!type) throw new AppError('bad-unit', `There is no agent type ${agent.typeId}`, { hint: 'Remove the agent, or bring its type back' });
    journal.log('info', `Started by ${startedBy(run.execution.trigger)}`);
    await type.run(await contextFor(deps, type, run));
    if (signal.aborted) return await journal.end('cancelled', null);
    journal.logCounts();
    return await journal.end('succeeded', null);
  } catch (error) {
    if (signal.aborted || isAppError(error, 'cancelled')) return journal.end('cancelled', null);
    return journal.end('failed', describeFailure(deps.log, error, run.execution.id));
  }
}

function startedBy(trigger: Execution['trigger']): string {
  switch (trigger) {
    case 'schedule':
      return 'its schedule';
    case 'manual':
      return 'a person';
    case 'start':
      return 'being started';
  }
}

function describeFailure(log: Log, error: unknown, executionId: string): string {
  if (error instanceof AppError) return error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
  log.error({ err: error, executionId }, 'An agent failed in a way it should not');
  return `An internal error, logged under ${executionId}`;
}

async function beginExecution(deps: AgentDeps, agentId: string, trigger: Execution['trigger']): Promise<Execution> {
  const [row] = await deps.store.db
    .insert(executions)
    .values({ id: randomUUID(), agentId, trigger, status: 'running', startedAt: deps.clock(), counts: {}, gapCount: 0 })
    .returning();
  if (!row) throw new Error(`The execution of agent ${agentId} could not be stored`);
  const execution = executionFromRow(row);
  deps.live.publish({ type: 'execution', execution });
  return execution;
}

/** A run still marked as running belongs to a process that died: only one runs at a time, and this one is about to. */
async function closeInterrupted(deps: AgentDeps, agentId: string): Promise<void> {
  await deps.store.db
    .update(executions)
    .set({ status: 'interrupted', endedAt: deps.clock(), error: 'The process ended during this run' })
    .where(and(eq(executions.agentId, agentId), eq(executions.status, 'running')));
}

async function contextFor(
  deps: AgentDeps,
  type: AgentType,
  run: { agent: AgentRow; execution: Execution; journal: RunJournal; signal: AbortSignal },
): Promise<RunContext> {
  const { agent, execution, journal, signal } = run;
  const { store, clock } = deps;
  const setCheckpoint = async (db: Db, key: string, value: string) => {
    const row = { agentId: agent.id, key, value, updatedAt: clock() };
    await db
      .insert(agentCheckpoints)
      .values(row)
      .onConflictDoUpdate({ target: [agentCheckpoints.agentId, agentCheckpoints.key], set: { value, updatedAt: row.updatedAt } });
  };
  return {
    settings: agent.settings,
    accounts: await accountsOf(deps, agent),
    lake: deps.lake,
    rules: deps.rules,
    correlations: deps.correlations,
    book: deps.book,
    ...(deps.noise ? { noise: deps.noise } : {}),
    ...(deps.athena ? { athena: deps.athena } : {}),
    store,
    live: deps.live,
    clock,
    signal,
    aws: (account, region) => deps.aws.for(account, region, { actions: [...type.iamActions, ...Object.values(type.features ?? {}).flat()], caller: agent.id, name: agent.name, runId: execution.id, signal }),
    async record(drafts) {
      const recorded = await recordFindings(deps, drafts);
      return recorded.added + recorded.changed;
    },
    gap: (gap) => journal.gap(gap),
    count: (name, by) => journal.count(name, by),
    log: (level, message, fields) => journal.log(level, message, fields),
    checkpoints: {
      async get(key) {
        const [row] = await store.db
          .select({ value: agentCheckpoints.value })
          .from(agentCheckpoints)
          .where(and(eq(agentCheckpoints.agentId, agent.id), eq(agentCheckpoints.key, key)));
        return row?.value;
      },
      set: (key, value) => setCheckpoint(store.db, key, value),
      setIn: setCheckpoint,
    },
  };
}

async function accountsOf(deps: AgentDeps, agent: AgentRow): Promise<Account[]> {
  const accounts = await listAccounts(deps.store);
  return accounts.filter((account) => account.status !== 'inactive' && (agent.accountId === null || account.id === agent.accountId));
}
