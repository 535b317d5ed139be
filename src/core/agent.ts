import { z } from 'zod';

export const agentStates = ['running', 'stopped'] as const;

/** A configured, scheduled worker. */
export const agentSchema = z.object({
  id: z.string(),
  typeId: z.string(),
  name: z.string(),
  /** One connected account's id, or null for all of them. */
  accountId: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
  every: z.string(),
  /** What the user wants: started or stopped. Survives a restart of the process. */
  state: z.enum(agentStates),
  isExecuting: z.boolean(),
  lastExecution: z.lazy(() => executionSchema).nullable(),
  nextRunAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Agent' });
export type Agent = z.infer<typeof agentSchema>;

export const executionStatuses = ['running', 'succeeded', 'failed', 'cancelled', 'interrupted'] as const;
export const executionTriggers = ['schedule', 'manual', 'start'] as const;

/** One run of an agent. */
export const executionSchema = z.object({
  id: z.string(),
  agentId: z.string(),
  trigger: z.enum(executionTriggers),
  status: z.enum(executionStatuses),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** What the run looked at and found, in numbers: `events`, `findings`, `calls`... */
  counts: z.record(z.string(), z.number()),
  gapCount: z.number().int(),
  error: z.string().nullable(),
}).meta({ id: 'Execution' });
export type Execution = z.infer<typeof executionSchema>;

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof logLevels)[number];

export const executionLogSchema = z.object({
  id: z.number().int(),
  executionId: z.string(),
  at: z.iso.datetime(),
  level: z.enum(logLevels),
  message: z.string(),
  fields: z.record(z.string(), z.unknown()),
}).meta({ id: 'ExecutionLog' });
export type ExecutionLog = z.infer<typeof executionLogSchema>;
