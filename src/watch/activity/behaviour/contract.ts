import { z } from 'zod';
import { contract } from '../../../core/contract.ts';
import { severitySchema } from '../../../core/severity.ts';

const instant = z.iso.datetime();
const points = z.number().nonnegative();
const word = z.string().min(1).max(2_048);

/** From the score: low from 0, medium from 10, high from 30, critical from 60. */
export const riskLevels = ['low', 'medium', 'high', 'critical'] as const;
export const riskLevelSchema = z.enum(riskLevels);
export type RiskLevel = z.output<typeof riskLevelSchema>;

const shared = {
  at: instant,
  accountId: z.string(),
  /** What is left of it after halving once per half-life: 1 is all. */
  decay: z.number().min(0).max(1),
  /** What it adds to the score now. */
  points,
  /** One sentence with its arithmetic. */
  because: z.string(),
};

export const riskPartSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('finding'),
    ...shared,
    findingId: z.string(),
    title: z.string(),
    severity: severitySchema,
    producerId: z.string(),
    /** How sure its producer is of itself, 0 to 1. */
    confidence: z.number().min(0).max(1),
  }),
  /** A day on which something was unusual for it, and not enough for a finding. */
  z.object({ kind: z.literal('unusual'), ...shared, words: z.string() }),
]);
export type RiskPart = z.output<typeof riskPartSchema>;

export const habitDimensions = ['api', 'region', 'network', 'agent', 'hour'] as const;
export const habitDimensionSchema = z.enum(habitDimensions);

const habitSchema = z.object({
  dimension: habitDimensionSchema,
  /** `ec2:RunInstances`, a region, a network as /24 or /48, a program without its version, an hour of the day in UTC. */
  value: z.string(),
  firstDay: z.iso.date(),
  /** The Monday of the week in which it was seen last. */
  lastWeek: z.iso.date(),
  /** In how many of the last 26 weeks. */
  weeks: z.number().int().positive(),
  /** 0 is new or forgotten, 1 and more is a habit: each week counts one, halved once per half-life since. */
  familiarity: z.number().nonnegative(),
});

export const baselineSchema = z.object({
  accountId: z.string(),
  /** The person of IAM Identity Center whose sessions these are; null for everything else. */
  person: z.string().nullable(),
  firstDay: z.iso.date(),
  /** The Monday of the week in which it was active last. */
  lastWeek: z.iso.date(),
  activeWeeks: z.number().int().positive(),
  /** The most familiar first, 50 of each dimension at most. */
  habits: z.array(habitSchema),
  /** Dimensions with so many values that nothing is a habit. */
  withoutHabit: z.array(habitDimensionSchema),
}).meta({ id: 'Baseline' });
export type BaselineView = z.output<typeof baselineSchema>;

const riskSummarySchema = z.object({
  /** As findings and kept events name it: an ARN, or a name where it has none. */
  principal: z.string(),
  score: points,
  level: riskLevelSchema,
  findings: z.number().int().nonnegative(),
  unusualDays: z.number().int().nonnegative(),
  lastAt: instant,
  /** What its weightiest part is about. */
  because: z.string(),
}).meta({ id: 'RiskSummary' });
export type RiskSummary = z.output<typeof riskSummarySchema>;

const halfLifeDays = z.coerce.number().min(1).max(90).default(14);

export const principalRiskContract = contract({
  id: 'get-principal-risk',
  method: 'get',
  path: '/api/activity/principal/risk',
  title: 'How much stands against one principal now, part by part, and what it usually does',
  role: 'viewer',
  reach: 'accounts',
  query: z.object({ principal: word, halfLifeDays }),
  response: z.object({
    principal: z.string(),
    score: points,
    level: riskLevelSchema,
    halfLifeDays: z.number(),
    /** The weightiest first; they add up to the score. */
    parts: z.array(riskPartSchema),
    /** One for each account that it was seen in, and for each person who uses it. Empty while nothing is known. */
    baselines: z.array(baselineSchema),
  }),
});

export const riskiestPrincipalsContract = contract({
  id: 'list-riskiest-principals',
  method: 'get',
  path: '/api/activity/principals',
  title: 'The principals that the most stands against, the riskiest first',
  role: 'viewer',
  reach: 'accounts',
  query: z.object({ accountId: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).default(50), halfLifeDays }),
  response: z.object({ principals: z.array(riskSummarySchema), halfLifeDays: z.number() }),
});
