import { z } from 'zod';
import { auditActorKinds } from '../../src/base/audit/contract.ts';

/** How far back the page looks, in minutes. */
export const auditRanges = { '24h': 1_440, '7d': 10_080, '30d': 43_200, '1y': 525_600 } as const;
export const auditRangeNames = ['24h', '7d', '30d', '1y'] as const;

const word = z.string().max(200).optional().catch(undefined);

/** The filters as they stand in the address. */
export const auditSearchSchema = z.object({
  q: word,
  /** One action, or all that begin with the same word. */
  action: word,
  kind: z.enum(auditActorKinds).optional().catch(undefined),
  actor: word,
  account: word,
  subjectKind: word,
  subject: word,
  range: z.enum(auditRangeNames).optional().catch(undefined),
  /** The entry that is open. */
  entry: z.string().regex(/^\d{1,15}$/).optional().catch(undefined),
});
export type AuditPageSearch = z.output<typeof auditSearchSchema>;

const minuteMs = 60_000;

/** What the page asks the server for; without a range, all that is kept. */
export function auditFilterOf({ q, action, kind, actor, account, subjectKind, subject, range }: AuditPageSearch, nowMs: number) {
  return {
    ...(q && { q }),
    ...(action && { action }),
    ...(kind && { actorKind: kind }),
    ...(actor && { actor }),
    ...(account && { accountId: account }),
    ...(subjectKind && { subjectKind }),
    ...(subject && { subjectId: subject }),
    ...(range && { since: new Date(Math.floor(nowMs / minuteMs) * minuteMs - auditRanges[range] * minuteMs).toISOString() }),
  };
}
export type AuditFilterInput = ReturnType<typeof auditFilterOf>;
