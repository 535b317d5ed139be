import { z } from 'zod';
import type { AccountScope } from '../../core/account-scope.ts';
import { route, type Route, type RouteRequest } from '../../core/route.ts';
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
import { checkAgentInScope, checkExecutionInScope } from './agents-in-scope.ts';
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
  const ofAgent = onlyWhere((id, scope) => checkAgentInScope(deps.store, id, scope));
  const ofExecution = onlyWhere((id, scope) => checkExecutionInScope(deps.store, id, scope));
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
    route(listAgentsContract, async ({ scope }) => ({ agents: await listAgents(deps, scope) })),
    route(createAgentContract, ({ body, scope }) => createAgent(deps, body, scope)),
    route(getAgentContract, ofAgent(({ params }) => getAgent(deps, params.id))),
    route(updateAgentContract, ofAgent(({ params, body }) => updateAgent(deps, params.id, body))),
    route(deleteAgentContract, ofAgent(async ({ params }) => {
      await deleteAgent(deps, params.id);
      return null;
    })),
    route(startAgentContract, ofAgent(({ params }) => startAgent(deps, params.id))),
    route(stopAgentContract, ofAgent(({ params }) => stopAgent(deps, params.id))),
    route(restartAgentContract, ofAgent(({ params }) => restartAgent(deps, params.id))),
    route(runAgentContract, ofAgent(({ params }) => runAgentNow(deps, params.id))),
    route(listExecutionsContract, ofAgent(({ params, query }) => listExecutions(deps.store, params.id, query))),
    route(getExecutionContract, ofExecution(({ params }) => getExecution(deps.store, params.id))),
    route(listExecutionLogsContract, ofExecution(({ params, query }) => listLogs(deps.store, params.id, query))),
    route(listGapsContract, async ({ scope }) => ({ gaps: await currentGaps(deps.store, scope) })),
  ];
}

/** Asks first whether who asks may know of what the path names. */
function onlyWhere(check: (id: string, scope: AccountScope) => Promise<void>) {
  return <P extends { id: string }, Q, B, R>(handle: (request: RouteRequest<P, Q, B>) => Promise<R>) =>
    async (request: RouteRequest<P, Q, B>): Promise<R> => {
      await check(request.params.id, request.scope);
      return handle(request);
    };
}
