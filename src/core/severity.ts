import { z } from 'zod';

export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}
