import { z } from 'zod';
import { severities } from '../../src/core/severity.ts';
import { type RuleCard, ruleStates } from '../../src/watch/activity/rulebook/contract.ts';

/** The filters as they stand in the address. */
export const ruleSearchSchema = z.object({
  view: z.enum(['list', 'matrix']).optional().catch(undefined),
  q: z.string().max(200).optional().catch(undefined),
  severity: z.enum(severities).optional().catch(undefined),
  state: z.enum(ruleStates).optional().catch(undefined),
  tactic: z.string().max(60).optional().catch(undefined),
  technique: z.string().max(20).optional().catch(undefined),
  /** The noisiest first, or by their places. */
  sort: z.enum(['noise']).optional().catch(undefined),
  /** The rule that is open. */
  rule: z.string().max(300).optional().catch(undefined),
});
export type RulePageSearch = z.output<typeof ruleSearchSchema>;

export function rulesFor(rules: readonly RuleCard[], { q, severity, state, tactic, technique }: RulePageSearch): RuleCard[] {
  const words = (q ?? '').toLowerCase().split(/\s+/).filter((word) => word !== '');
  return rules.filter((rule) => {
    const text = [rule.title, rule.id, rule.sigmaId, ...rule.tactics, ...rule.techniques].join('\n').toLowerCase();
    return (
      (severity === undefined || rule.severity === severity) &&
      (state === undefined || rule.state === state) &&
      (tactic === undefined || rule.tactics.includes(tactic)) &&
      (technique === undefined || rule.techniques.includes(technique)) &&
      words.every((word) => text.includes(word))
    );
  });
}
