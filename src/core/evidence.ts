import { z } from 'zod';
import { activitySchema } from './activity.ts';
import { gapSchema } from './gap.ts';

/** A fact that a finding stands on. Later kinds of producers add their own members. */
export const evidenceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('activity'), activity: activitySchema, raw: z.record(z.string(), z.unknown()) }),
  z.object({ kind: z.literal('gap'), gap: gapSchema }),
]).meta({ id: 'Evidence' });
export type Evidence = z.infer<typeof evidenceSchema>;

/** What makes two pieces of evidence the same one, however often they are read. */
export function evidenceKey(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'activity':
      return `activity:${evidence.activity.eventId}`;
    case 'gap':
      return `gap:${evidence.gap.service}:${evidence.gap.operation}:${evidence.gap.at}`;
  }
}
