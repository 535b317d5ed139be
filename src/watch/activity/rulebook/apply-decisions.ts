import type { Rule } from '../sigma/rule.ts';
import type { RuleDecisions } from './rule-book.ts';

export interface Decided {
  /** What is told of, with the severity that people gave it; what is only for information is noted and raises nothing. */
  readonly told: readonly Rule[];
  /** What would be told of, were its rule not staged. */
  readonly staged: readonly Rule[];
  /** What is written beside the event: also what is staged. */
  readonly noted: readonly Rule[];
  /** What correlations count. */
  readonly counted: readonly Rule[];
}

/** What is left of a record's matches after what people decided. */
export function applyDecisions(decisions: RuleDecisions, matched: readonly Rule[], record: unknown): Decided {
  const counted = matched.filter(({ id }) => decisions.stateOf(id) !== 'off' && !decisions.isExcepted(id, record));
  const noted = counted.filter(({ alerts }) => alerts).map((rule) => ({ ...rule, severity: decisions.severityOf(rule.id) ?? rule.severity }));
  const raising = noted.filter(({ severity }) => severity !== 'info');
  return { counted, noted, told: raising.filter(({ id }) => decisions.stateOf(id) === 'on'), staged: raising.filter(({ id }) => decisions.stateOf(id) === 'staged') };
}
