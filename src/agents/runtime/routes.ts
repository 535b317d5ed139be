import { z } from 'zod';
import { route, type Route } from '../../core/route.ts';
import {
  createAgent,
  deleteAgent,
  getAgent,
  listAgents,
  restartAgent,
  runAgentNow,
  startAgent,
  stopAgent,
  updateAgent,
} from './agent-control.ts';
import type { AgentDeps } from './agent-deps.ts';
import { currentGaps, getExecution, listExecutions, listLogs } from './agent-store.ts';
import {
  createAgentContract,
  deleteAgentContract,
  getAgentContract,
  getExecutionContract,
  listAgentTypesContract,
  listAgentsContract,
  listExecutionLogsContract,
  listExecutionsContract,
  listGapsContract,
  restartAgentContract,
  runAgentContract,
  startAgentContract,
  stopAgentContract,
  updateAgentContract,
} from './contract.ts';

export function agentRoutes(deps: AgentDeps): Route[] {
  return [
    route(listAgentTypesContract, async () => ({
      agentTypes: [...deps.types].map(([id, type]) => ({
        id,
        title: type.title,
        about: type.about,
        every: type.every,
        iamActions: [...type.iamActions],
        settings: z.toJSONSchema(type.settings, { io: 'input' }),
      })),
    })),
    route(listAgentsContract, async () => ({ agents: await listAgents(deps) })),
    route(createAgentContract, ({ body }) => createAgent(deps, body)),
    route(getAgentContract, ({ params }) => getAgent(deps, params.id)),
    route(updateAgentContract, ({ params, body }) => updateAgent(deps, params.id, body)),
    route(deleteAgentContract, async ({ params }) => {
      await deleteAgent(deps, params.id);
      return null;
    }),
    route(startAgentContract, ({ params }) => startAgent(deps, params.id)),
    route(stopAgentContract, ({ params }) => stopAgent(deps, params.id)),
    route(restartAgentContract, ({ params }) => restartAgent(deps, params.id)),
    route(runAgentContract, ({ params }) => runAgentNow(deps, params.id)),
    route(listExecutionsContract, ({ params, query }) => listExecutions(deps.store, params.id, query)),
    route(getExecutionContract, ({ params }) => getExecution(deps.store, params.id)),
    route(listExecutionLogsContract, ({ params, query }) => listLogs(deps.store, params.id, query)),
    route(listGapsContract, async () => ({ gaps: await currentGaps(deps.store) })),
  ];
}
