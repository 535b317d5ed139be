import { z } from 'zod';
import { activitySchema } from './activity.ts';
import { gapSchema } from './gap.ts';

/** A file of a trail that is not as CloudTrail left it. */
const trailFileSchema = z.object({
  bucket: z.string(),
  key: z.string(),
  /** What is wrong with it, such as `log-missing`. */
  problem: z.string(),
  because: z.string(),
  /** The end of the hour that it belongs to. */
  at: z.iso.datetime(),
  /** When it was written last; null where that is not known. */
  touchedAt: z.iso.datetime().nullable(),
  expectedSha256: z.string().nullable(),
  foundSha256: z.string().nullable(),
}).meta({ id: 'TrailFile' });
export type TrailFile = z.infer<typeof trailFileSchema>;

/** A fact that a finding stands on. Later kinds of producers add their own members. */
export const evidenceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('activity'), activity: activitySchema, raw: z.record(z.string(), z.unknown()) }),
  z.object({ kind: z.literal('gap'), gap: gapSchema }),
  z.object({ kind: z.literal('file'), file: trailFileSchema }),
]).meta({ id: 'Evidence' });
export type Evidence = z.infer<typeof evidenceSchema>;

/** What makes two pieces of evidence the same one, however often they are read. */
export function evidenceKey(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'activity':
      return `activity:${evidence.activity.eventId}`;
    case 'gap':
      return `gap:${evidence.gap.service}:${evidence.gap.operation}:${evidence.gap.at}`;
    case 'file':
      return `file:${evidence.file.problem}:${evidence.file.bucket}/${evidence.file.key}`;
  }
}

/** When it was. */
export function evidenceTime(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'activity':
      return evidence.activity.at;
    case 'gap':
      return evidence.gap.at;
    case 'file':
      return evidence.file.at;
  }
}
