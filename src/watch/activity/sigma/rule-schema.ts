import { z } from 'zod';

const eventSchema = z.record(z.string(), z.unknown());
/** A correlation is tested with sequences of events. */
const caseSchema = z.union([eventSchema, z.array(eventSchema).min(1)]);
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.union([scalar.transform((one) => [one]), z.array(scalar)]).nullish().transform((list) => list ?? []);

/** What every Sigma document may say of itself, with what the product adds: why it matters, what to do, and events that must and must not fire. */
const described = {
  title: scalar.refine((title) => title.trim() !== '', 'is empty'),
  id: scalar.optional(),
  name: scalar.optional(),
  status: z.enum(['stable', 'test', 'experimental', 'deprecated', 'unsupported']).default('stable'),
  description: scalar.default(''),
  references: texts,
  author: scalar.optional(),
  date: scalar.optional(),
  tags: texts,
  falsepositives: texts,
  level: z.enum(['informational', 'low', 'medium', 'high', 'critical']).default('medium'),
  why: z.string().optional(),
  runbook: z.string().optional(),
  /** Where the record names what was acted on, first found wins: `requestParameters.name`. */
  resource: z.array(z.string()).default([]),
  tests: z.object({ firing: z.array(caseSchema).min(1), silent: z.array(caseSchema).min(1) }).optional(),
};

const logsource = z.looseObject({ product: z.string().optional(), service: z.string().optional(), category: z.string().optional() });
const condition = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

export const eventRuleSchema = z.looseObject({
  ...described,
  logsource,
  detection: z.looseObject({ condition }),
  fields: texts,
});

export const correlationTypes = ['event_count', 'value_count', 'temporal', 'temporal_ordered', 'value_sum', 'value_avg', 'value_percentile', 'value_median'] as const;

const limits = {
  gt: z.number().optional(),
  gte: z.number().optional(),
  lt: z.number().optional(),
  lte: z.number().optional(),
  eq: z.number().optional(),
  neq: z.number().optional(),
};

export const correlationRuleSchema = z.looseObject({
  ...described,
  correlation: z.strictObject({
    type: z.enum(correlationTypes),
    rules: z.union([scalar.transform((one) => [one]), z.array(scalar).min(1)]),
    'group-by': texts,
    timespan: z.string().regex(/^[1-9]\d*[smhdw]$/, 'is not a number with s, m, h, d or w, such as 10m'),
    aliases: z.record(z.string(), z.record(z.string(), z.string())).default({}),
    condition: z
      .union([z.string().min(1), z.strictObject({ ...limits, field: z.union([z.string(), z.array(z.string()).min(1)]).optional(), percentile: z.number().min(0).max(100).optional() })])
      .optional(),
    generate: z.boolean().optional(),
  }),
  generate: z.boolean().default(false),
});

export const filterSchema = z.looseObject({
  title: described.title,
  id: described.id,
  logsource,
  filter: z.looseObject({ rules: z.union([scalar.transform((one) => [one]), z.array(scalar).min(1)]), condition }),
});

export type EventRuleFile = z.output<typeof eventRuleSchema>;
export type CorrelationRuleFile = z.output<typeof correlationRuleSchema>;
export type FilterFile = z.output<typeof filterSchema>;
export type RuleCase = z.output<typeof caseSchema>;
