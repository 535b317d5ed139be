import { z } from 'zod';

/** `benign` happened as the finding says, and was meant; `false-positive` is not what the finding says. */
export const verdicts = ['true-positive', 'benign', 'false-positive'] as const;
export const verdictSchema = z.enum(verdicts);
export type Verdict = z.infer<typeof verdictSchema>;

/** What a person decided about a finding. */
export const decisionSchema = z.object({
  verdict: verdictSchema,
  note: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
}).meta({ id: 'Decision' });
export type Decision = z.infer<typeof decisionSchema>;

/** Nobody has to do anything about it any more. */
export function isClosing(verdict: Verdict | null): boolean {
  return verdict === 'benign' || verdict === 'false-positive';
}
