import { z } from 'zod';
import { noteChange } from '../../base/access/note-change.ts';
import type { Audit } from '../../base/audit/audit.ts';
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
import { accountOfAgent } from './account-of-agent.ts';
import { checkAgentInScope, checkExecutionInScope } from './agents-in-scope.ts';
import type { AgentDeps } from './agent-deps.ts';
import { currentGaps, findAgent, getExecution, listExecutions, listLogs } from './agent-store.ts';
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

export function agentRoutes(deps: AgentDeps & { readonly audit: Audit }): Route[] {
  const placeOf = accountOfAgent(deps.store);
  /** Does something with an agent, and writes down who had it done. */
  const noted =
    <P extends { id: string }, Q, B, R>(action: string, handle: (request: RouteRequest<P, Q, B>) => Promise<R>) =>
    async (request: RouteRequest<P, Q, B>): Promise<R> => {
      const { id } = request.params;
      const [accountId, { name }] = [await placeOf(id), await findAgent(deps.store, id)];
      const done = await handle(request);
      await noteChange(deps.audit, request, { action: `agent.${action}`, subject: { kind: 'agent', id, accountId }, detail: { name } });
      return done;
    };
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
    route(createAgentContract, async ({ body, scope, caller, address }) => {
      const made = await createAgent(deps, body, scope);
      await noteChange(deps.audit, { caller, address }, { action: 'agent.created', subject: { kind: 'agent', id: made.id, accountId: await placeOf(made.id) }, detail: { name: made.name, type: made.typeId } });
      return made;
    }),
    route(getAgentContract, ofAgent(({ params }) => getAgent(deps, params.id))),
    route(updateAgentContract, ofAgent(noted('changed', ({ params, body }) => updateAgent(deps, params.id, body)))),
    route(deleteAgentContract, ofAgent(noted('removed', async ({ params }) => {
      await deleteAgent(deps, params.id);
      return null;
    }))),
    route(startAgentContract, ofAgent(noted('started', ({ params }) => startAgent(deps, params.id)))),
    route(stopAgentContract, ofAgent(noted('stopped', ({ params }) => stopAgent(deps, params.id)))),
    route(restartAgentContract, ofAgent(noted('restarted', ({ params }) => restartAgent(deps, params.id)))),
    route(runAgentContract, ofAgent(noted('run', ({ params }) => runAgentNow(deps, params.id)))),
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
