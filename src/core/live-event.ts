import { z } from 'zod';
import { agentSchema, executionLogSchema, executionSchema } from './agent.ts';
import { findingSchema } from './finding.ts';

/** What the event stream tells browsers, as it happens. */
export const liveEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('finding'), finding: findingSchema, isNew: z.boolean() }),
  z.object({ type: z.literal('agent'), agent: agentSchema }),
  z.object({ type: z.literal('execution'), execution: executionSchema }),
  z.object({ type: z.literal('log'), agentId: z.string(), line: executionLogSchema }),
]);
export type LiveEvent = z.infer<typeof liveEventSchema>;
