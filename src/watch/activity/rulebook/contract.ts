import { z } from 'zod';
import { contract } from '../../../core/contract.ts';
import { severitySchema } from '../../../core/severity.ts';

export const ruleStates = ['on', 'off', 'staged'] as const;

const fieldValueSchema = z.object({ field: z.string().min(1).max(200), value: z.string().min(1).max(2_000) });

const exceptionSchema = z.object({
  id: z.string(),
  /** A field of the record, dotted: `userIdentity.arn`. */
  field: z.string(),
  /** With `*` and `?` as in rules. */
  value: z.string(),
  /** Further fields that must have their values as well. */
  also: z.array(fieldValueSchema),
  reason: z.string(),
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
}).meta({ id: 'RuleException' });
export type RuleException = z.infer<typeof exceptionSchema>;

export const ruleCardSchema = z.object({
  /** Its place: `aws/cloudtrail/trail-stopped`. */
  id: z.string(),
  /** The id in its file. */
  sigmaId: z.string(),
  title: z.string(),
  kind: z.enum(['event', 'correlation']),
  /** As it is told now. */
  severity: severitySchema,
  /** As its file has it. */
  writtenSeverity: severitySchema,
  status: z.string(),
  tactics: z.array(z.string()),
  techniques: z.array(z.string()),
  /** `off` is not asked; `staged` is asked, and what it matches is kept with the event but raises nothing. */
  state: z.enum(ruleStates),
  /** Who staged it: the status in its file, or a person; null when it is not staged. */
  stagedBy: z.enum(['status', 'person']).nullable(),
  isTuned: z.boolean(),
  exceptions: z.number().int(),
}).meta({ id: 'Rule' });
export type RuleCard = z.infer<typeof ruleCardSchema>;

const timespanSchema = z.string().regex(/^[1-9]\d*[smhdw]$/, 'a number with s, m, h, d or w, such as 10m');
const tuningSchema = z.object({ timespan: timespanSchema.optional(), count: z.number().positive().max(1_000_000).optional() });
/** A null count is none that one number says. */
const thresholdSchema = z.object({ timespan: timespanSchema, count: z.number().nullable() });

const ruleDetailSchema = ruleCardSchema.omit({ exceptions: true }).extend({
  description: z.string(),
  why: z.string(),
  runbook: z.string(),
  falsePositives: z.array(z.string()),
  references: z.array(z.string()),
  /** The file as it is written. */
  text: z.string(),
  /** Who changed it last; null when nobody did. */
  changed: z.object({ by: z.string(), at: z.iso.datetime() }).nullable(),
  /** Since when it judges what comes, as it is written now. */
  judgesSince: z.iso.datetime().nullable(),
  /** Of a correlation: the time and the number as they are written, and as they count now. */
  threshold: z.object({ written: thresholdSchema, now: thresholdSchema, limit: z.enum(['gt', 'gte', 'lt', 'lte', 'eq']).nullable() }).nullable(),
  exceptions: z.array(exceptionSchema),
}).meta({ id: 'RuleDetail' });
export type RuleDetail = z.infer<typeof ruleDetailSchema>;

export const listRulesContract = contract({
  id: 'list-rules',
  method: 'get',
  path: '/api/rules',
  title: 'Every rule, with what people decided about it',
  role: 'viewer',
  reach: 'accounts',
  response: z.object({ rules: z.array(ruleCardSchema), refused: z.array(z.object({ file: z.string(), line: z.number().int(), because: z.string() })) }),
});

export const ruleCoverageContract = contract({
  id: 'rule-coverage',
  method: 'get',
  path: '/api/rules/coverage',
  title: 'The techniques of ATT&CK for the cloud, with the rules that see each',
  role: 'viewer',
  reach: 'nothing',
  response: z.object({ techniques: z.array(z.object({ tactic: z.string(), technique: z.string(), name: z.string(), rules: z.array(z.string()) })) }),
});

/** A rule's place has slashes, so that it is a part of the query and not of the path. */
const named = z.object({ id: z.string().min(1) });

export const getRuleContract = contract({
  id: 'get-rule',
  method: 'get',
  path: '/api/rules/rule',
  title: 'One rule with its file and its exceptions',
  role: 'viewer',
  reach: 'accounts',
  query: named,
  response: ruleDetailSchema,
});

export const changeRuleContract = contract({
  id: 'change-rule',
  method: 'put',
  path: '/api/rules/rule',
  title: 'Switches a rule on or off, stages it, tells it as more or less severe, or has a correlation count to another number in another time',
  role: 'operator',
  reach: 'all-accounts',
  query: named,
  body: z.object({
    state: z.enum(ruleStates).optional(),
    /** Null is as written. */
    severity: severitySchema.nullable().optional(),
    /** Null is as written. */
    tuning: tuningSchema.nullable().optional(),
  }),
  response: ruleDetailSchema,
});

export const addExceptionContract = contract({
  id: 'add-rule-exception',
  method: 'post',
  path: '/api/rules/exceptions',
  title: 'Has a rule stay silent about a value of a field, or of several fields together',
  role: 'operator',
  reach: 'all-accounts',
  query: named,
  body: fieldValueSchema.extend({ also: z.array(fieldValueSchema).max(5).default([]), reason: z.string().min(1).max(500), expiresAt: z.iso.datetime({ offset: true }).nullable().default(null) }),
  response: ruleDetailSchema,
  status: 201,
});

export const removeExceptionContract = contract({
  id: 'remove-rule-exception',
  method: 'delete',
  path: '/api/rules/exceptions/{exceptionId}',
  title: 'Takes an exception back',
  role: 'operator',
  reach: 'all-accounts',
  params: z.object({ exceptionId: z.string() }),
  response: z.null(),
  status: 204,
});

const backtestSchema = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Kept events that were asked. */
  asked: z.number().int(),
  matches: z.number().int(),
  perDay: z.array(z.object({ date: z.string(), count: z.number().int() })),
  principals: z.array(z.object({ principal: z.string(), count: z.number().int() })),
  sample: z.array(z.object({ eventId: z.string(), at: z.iso.datetime(), accountId: z.string(), region: z.string(), what: z.string() })),
  /** False when the time was over before all events were asked. */
  isWhole: z.boolean(),
}).meta({ id: 'Backtest' });
export type Backtest = z.infer<typeof backtestSchema>;

export const backtestRuleContract = contract({
  id: 'backtest-rule',
  method: 'post',
  path: '/api/rules/backtest',
  title: 'What a rule, present or new, would have matched in the kept history',
  role: 'viewer',
  reach: 'accounts',
  body: z.object({
    /** The place of a rule. */
    id: z.string().min(1).optional(),
    /** Or a rule file. */
    text: z.string().min(1).max(100_000).optional(),
    since: z.iso.datetime({ offset: true }).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
    /** Another time and number than the correlation has now, to see what they would do. */
    tuning: tuningSchema.optional(),
  }),
  response: backtestSchema,
});
