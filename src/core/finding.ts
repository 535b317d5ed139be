import { z } from 'zod';
import { actorSchema } from './actor.ts';
import { evidenceSchema } from './evidence.ts';
import { severitySchema } from './severity.ts';
import { decisionSchema, verdictSchema } from './verdict.ts';

export const findingStatuses = ['open', 'resolved'] as const;

/** What a producer hands over; respond/findings gives it an id and a history. */
export const findingDraftSchema = z.object({
  /** Same fingerprint, same finding: who did what to what, without the time. */
  fingerprint: z.string().min(1),
  /** The unit that produced it: kind and id, as `watchkeeper catalog` lists them. */
  producer: z.object({ kind: z.enum(['rule', 'agent', 'detector']), id: z.string() }),
  severity: severitySchema,
  title: z.string(),
  /** One or two sentences: what happened, where, who. */
  summary: z.string(),
  why: z.string(),
  remedy: z.string(),
  accountId: z.string(),
  region: z.string(),
  isSimulated: z.boolean(),
  principal: z.string().nullable(),
  /** Who really stands behind it; null where nobody could tell. */
  actor: actorSchema.nullable().optional(),
  resource: z.string().nullable(),
  /** ATT&CK tags such as `attack.t1562.008`, as the rule names them. */
  tags: z.array(z.string()),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  evidence: z.array(evidenceSchema).min(1),
});
export type FindingDraft = z.infer<typeof findingDraftSchema>;

/** One thing worth a person's attention, as lists and streams carry it: its evidence is counted, not included. */
export const findingSchema = findingDraftSchema.omit({ evidence: true }).extend({
  id: z.string(),
  status: z.enum(findingStatuses),
  /** How many distinct pieces of evidence it stands on. */
  evidenceCount: z.number().int().positive(),
  /** What a person decided last; null when nobody did, or when it was taken back. */
  decision: decisionSchema.nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Finding' });
export type Finding = z.infer<typeof findingSchema>;

export const findingDetailSchema = findingSchema.extend({
  /** The newest pieces, newest first; `evidenceCount` says how many there are. */
  evidence: z.array(evidenceSchema),
  /** Every decision, newest first; a verdict of null took the one before it back. */
  decisions: z.array(decisionSchema.extend({ verdict: verdictSchema.nullable() })),
}).meta({ id: 'FindingDetail' });
export type FindingDetail = z.infer<typeof findingDetailSchema>;
