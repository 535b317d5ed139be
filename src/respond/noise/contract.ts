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
  /** Of a staged rule; null for all others. */
  promotion: promotionSchema.nullable(),
}).meta({ id: 'RuleNoise' });
export type RuleNoise = z.output<typeof ruleNoiseSchema>;

export const ruleNoiseContract = contract({
  id: 'measure-rule-noise',
  method: 'get',
  path: '/api/rules/noise',
  title: 'How many alerts each rule makes a day, how many of them people called true, and whether a staged rule may be promoted',
  role: 'viewer',
  query: z.object({
    /** The place of one rule; all of them when absent. */
    id: z.string().optional(),
  }),
  response: z.object({ rules: z.array(ruleNoiseSchema), asOf: z.iso.datetime() }),
});
