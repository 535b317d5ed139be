import { z } from 'zod';

const eventSchema = z.record(z.string(), z.unknown());

/** A Sigma rule with what the product adds: why it matters, what to do, and events that must and must not fire. */
export const ruleFileSchema = z.looseObject({
  title: z.string().min(1),
  id: z.uuid(),
  status: z.enum(['stable', 'test', 'experimental', 'deprecated', 'unsupported']).default('stable'),
  description: z.string().min(1),
  references: z.array(z.url()).default([]),
  author: z.string().optional(),
  date: z.coerce.string().optional(),
  tags: z.array(z.string()).default([]),
  logsource: z.looseObject({ product: z.string().optional(), service: z.string().optional(), category: z.string().optional() }),
  detection: z.looseObject({ condition: z.string().min(1) }),
  fields: z.array(z.string()).optional(),
  falsepositives: z.array(z.string()).default([]),
  level: z.enum(['informational', 'low', 'medium', 'high', 'critical']).default('medium'),
  why: z.string().optional(),
  runbook: z.string().optional(),
  /** Where the record names what was acted on, first found wins: `requestParameters.name`. */
  resource: z.array(z.string()).default([]),
  tests: z.object({ firing: z.array(eventSchema).min(1), silent: z.array(eventSchema).min(1) }).optional(),
});
export type RuleFile = z.output<typeof ruleFileSchema>;
