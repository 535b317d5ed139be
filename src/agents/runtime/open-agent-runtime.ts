import { z } from 'zod';
import { lt } from 'drizzle-orm';
import type { WorkKind } from '../../base/queue/queue.ts';
import { createAgent, listAgents, resumeAgents, runAgentWork } from './agent-control.ts';
import type { AgentDeps } from './agent-deps.ts';
import { runAgent } from './run-agent.ts';
import { executions } from './tables.ts';

/** The same in every process, so that those which start together make one. */
const firstAgentId = '00000000-0000-4000-8000-000000000001';
const keeperAgentId = '00000000-0000-4000-8000-000000000002';
const keepExecutionsMs = 14 * 86_400_000;

const forgetExecutionsWork = {
  name: 'forget-executions',
  data: z.object({}),
  oneAtATimePerKey: true,
} as const satisfies WorkKind;

export interface AgentDefaults {
  /** The interval of the agent that is made on the first start. */
  readonly every: string;
  readonly concurrency: number;
  /** Its settings, where they are not the type's own. */
  readonly settings?: Record<string, unknown>;
}

/** Makes the first agents where there is none: one that watches, one that keeps what was read in order; puts agents back on their schedules and begins to work. */
export async function openAgentRuntime(deps: AgentDeps, { every, concurrency, settings = {} }: AgentDefaults): Promise<void> {
  const { queue } = deps;
  await queue.define(runAgentWork);
  await queue.define(forgetExecutionsWork);
  if ((await listAgents(deps)).length === 0) {
    await createAgent(deps, { id: firstAgentId, typeId: 'cloudtrail-monitoring', name: 'CloudTrail watch', accountId: null, settings, every });
    await createAgent(deps, { id: keeperAgentId, typeId: 'data-processing', name: 'Lake keeper', accountId: null, settings: {} });
  }
  await resumeAgents(deps);
  await queue.schedule('forget-executions', forgetExecutionsWork, { every: '1d', data: {}, key: 'all' });
  await queue.work(forgetExecutionsWork, { concurrency: 1 }, async () => {
    await deps.store.db.delete(executions).where(lt(executions.startedAt, new Date(deps.clock().getTime() - keepExecutionsMs)));
  });
  await queue.work(runAgentWork, { concurrency }, (job) => runAgent(deps, job));
}
