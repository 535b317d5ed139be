import { z } from 'zod';
import { contract } from '../../core/contract.ts';

const count = z.number().int().nonnegative();

/** An alert is a finding on a day: however many events it has on that day, it is told once. */
const spanSchema = z.object({
  /** Days that the rule was measured on: fewer than the span while it is young. */
  days: z.number().int().positive(),
  alerts: count,
  /** Of these, what was not told: its rule was staged, or its account was over its budget. */
  staged: count,
  overBudget: count,
  perDay: z.number().nonnegative(),
  /** The accounts with the most first. */
  accounts: z.array(z.object({ accountId: z.string(), alerts: count })),
});

const promotionSchema = z.object({
  /** Why it cannot tell yet; null when it may. */
  refused: z.string().nullable(),
  measuredDays: count,
  neededDays: count,
  perDay: z.number().nonnegative(),
  limitPerDay: z.number().nonnegative(),
});

export const ruleNoiseSchema = z.object({
  ruleId: z.string(),
  week: spanSchema,
  month: spanSchema,
  /** Alerts of each of the last 30 days in UTC, today last. */
  daily: z.array(count),
  verdicts: z.object({ truePositive: count, benign: count, falsePositive: count, undecided: count }),
  /** What of its findings were true, among those that people decided about; null when nobody decided about any. */
  precision: z.number().min(0).max(1).nullable(),
  decided: count,
  /** Of a staged rule; null for all others, and for whoever is limited to some accounts: it stands on all. */
  promotion: promotionSchema.nullable(),
}).meta({ id: 'RuleNoise' });
export type RuleNoise = z.output<typeof ruleNoiseSchema>;

export const ruleNoiseContract = contract({
  id: 'measure-rule-noise',
  method: 'get',
  path: '/api/rules/noise',
  title: 'How many alerts each rule makes a day, how many of them people called true, and whether a staged rule may be promoted',
  role: 'viewer',
  reach: 'accounts',
  query: z.object({
    /** The place of one rule; all of them when absent. */
    id: z.string().optional(),
  }),
  response: z.object({ rules: z.array(ruleNoiseSchema), asOf: z.iso.datetime() }),
});

export const suggestedExceptionSchema = z.object({
  /** All of them must hold; values with `*` and `?` as in rules. */
  fields: z.array(z.object({ field: z.string(), value: z.string() })).min(1),
  /** `judged`: people called such alerts benign or false. `repeated`: the same again and again, and nobody has decided. */
  why: z.enum(['judged', 'repeated']),
  /** Alerts of the last 30 days that would not have been made, of all that were. */
  silences: count,
  of: count,
  /** Of those that it silences. */
  judgedHarmless: count,
  undecided: count,
  /** Findings that people called true and that it would have hidden: always 0. */
  hidesTrue: z.literal(0),
  findings: z.array(z.string()),
}).meta({ id: 'SuggestedException' });
export type SuggestedException = z.output<typeof suggestedExceptionSchema>;

export const suggestExceptionsContract = contract({
  id: 'suggest-exceptions',
  method: 'get',
  path: '/api/rules/suggestions',
  title: 'Exceptions that would make a rule quieter and hide nothing that people called true, the ones that silence the most first',
  role: 'viewer',
  reach: 'accounts',
  query: z.object({ id: z.string().min(1) }),
  response: z.object({ suggestions: z.array(suggestedExceptionSchema) }),
});
