import { z } from 'zod';

export const gapReasons = [
  'access-denied',
  'throttled',
  'region-disabled',
  'circuit-open',
  'credentials',
  'revoked',
  'not-supported',
  'unreachable',
  'service-error',
  'over-budget',
  'cancelled',
] as const;

/** A place that could not be looked at. Stored and shown; never a pass. */
export const gapSchema = z.object({
  reason: z.enum(gapReasons),
  accountId: z.string(),
  region: z.string(),
  service: z.string(),
  operation: z.string(),
  /** The IAM action that would have been needed, where that is the cause. */
  action: z.string().nullable(),
  /** One sentence for a person: what could not be seen and why. */
  because: z.string(),
  at: z.iso.datetime(),
}).meta({ id: 'Gap' });
export type Gap = z.infer<typeof gapSchema>;
export type GapReason = Gap['reason'];
