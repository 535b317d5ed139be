import { z } from 'zod';
import { agentSchema, executionLogSchema, executionSchema } from '../../core/agent.ts';
import { contract } from '../../core/contract.ts';
import { durationBetween } from '../../core/duration.ts';
import { gapSchema } from '../../core/gap.ts';
import { pageQuerySchema } from '../../core/page.ts';

const idSchema = z.object({ id: z.string() });
const everySchema = durationBetween('1s', '366d');

const agentTypeSchema = z.object({
  id: z.string(),
  title: z.string(),
  about: z.string(),
  every: z.string(),
  iamActions: z.array(z.string()),
  /** JSON Schema of the settings: the form, the validation and the documentation. */
  settings: z.record(z.string(), z.unknown()),
});

export const listAgentTypesContract = contract({
  id: 'list-agent-types',
  method: 'get',
  path: '/api/agent-types',
  title: 'The kinds of agents that can be made',
  role: 'viewer',
  reach: 'nothing',
  response: z.object({ agentTypes: z.array(agentTypeSchema) }),
});

export const listAgentsContract = contract({
  id: 'list-agents',
  method: 'get',
  path: '/api/agents',
  title: 'Agents with their state, last execution and next run',
  role: 'viewer',
  reach: 'accounts',
  response: z.object({ agents: z.array(agentSchema) }),
});

export const createAgentContract = contract({
  id: 'create-agent',
  method: 'post',
  path: '/api/agents',
  title: 'Make an agent and start it',
  role: 'operator',
  reach: 'accounts',
  body: z.strictObject({
    typeId: z.string(),
    name: z.string().min(1).max(100),
    accountId: z.string().nullable().default(null),
    settings: z.record(z.string(), z.unknown()).default({}),
    every: everySchema.optional(),
  }),
  response: agentSchema,
  status: 201,
});

export const getAgentContract = contract({
  id: 'get-agent',
  method: 'get',
  path: '/api/agents/{id}',
  title: 'One agent',
  role: 'viewer',
  reach: 'accounts',
  params: idSchema,
  response: agentSchema,
});

export const updateAgentContract = contract({
  id: 'update-agent',
  method: 'patch',
  path: '/api/agents/{id}',
  title: "Change an agent's name, settings or interval",
  role: 'operator',
  reach: 'accounts',
  params: idSchema,
  body: z.strictObject({
    name: z.string().min(1).max(100).optional(),
    settings: z.record(z.string(), z.unknown()).optional(),
    every: everySchema.optional(),
  }),
  response: agentSchema,
});

export const deleteAgentContract = contract({
  id: 'delete-agent',
  method: 'delete',
  path: '/api/agents/{id}',
  title: 'Stop an agent and remove it with its executions; its findings stay',
  role: 'admin',
  reach: 'accounts',
  params: idSchema,
  response: z.null(),
  status: 204,
});

export const startAgentContract = agentCommand('start', 'Start an agent: it runs now and then on its schedule');
export const stopAgentContract = agentCommand('stop', 'Stop an agent: what it is doing now is cancelled');
export const restartAgentContract = agentCommand('restart', 'Stop an agent and start it again');
export const runAgentContract = agentCommand('run', 'Run an agent once now, whatever its schedule');

export const listExecutionsContract = contract({
  id: 'list-executions',
  method: 'get',
  path: '/api/agents/{id}/executions',
  title: "An agent's executions, newest first",
  role: 'viewer',
  reach: 'accounts',
  params: idSchema,
  query: pageQuerySchema,
  response: z.object({ executions: z.array(executionSchema), next: z.string().nullable() }),
});

export const getExecutionContract = contract({
  id: 'get-execution',
  method: 'get',
  path: '/api/executions/{id}',
  title: 'One execution with its gaps',
  role: 'viewer',
  reach: 'accounts',
  params: idSchema,
  response: executionSchema.extend({ gaps: z.array(gapSchema) }),
});

export const listExecutionLogsContract = contract({
  id: 'list-execution-logs',
  method: 'get',
  path: '/api/executions/{id}/logs',
  title: "An execution's log, oldest first",
  role: 'viewer',
  reach: 'accounts',
  params: idSchema,
  query: z.object({ after: z.coerce.number().int().min(0).default(0), limit: z.coerce.number().int().min(1).max(1000).default(500) }),
  response: z.object({ lines: z.array(executionLogSchema), next: z.number().int().nullable() }),
});

export const listGapsContract = contract({
  id: 'list-gaps',
  method: 'get',
  path: '/api/gaps',
  title: 'Places that the latest executions could not look at',
  role: 'viewer',
  reach: 'accounts',
  response: z.object({ gaps: z.array(gapSchema.extend({ agentId: z.string(), executionId: z.string() })) }),
});

function agentCommand<Verb extends string>(verb: Verb, title: string) {
  return contract({
    id: `${verb}-agent`,
    method: 'post',
    path: `/api/agents/{id}/${verb}`,
    title,
    role: 'operator',
    reach: 'accounts',
    params: idSchema,
    response: agentSchema,
    status: 202,
  });
}
