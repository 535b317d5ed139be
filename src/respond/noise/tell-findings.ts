import type { FindingDraft } from '../../core/finding.ts';
import { recordFindings, type FindingsDeps, type RecordedFindings } from '../findings/record-findings.ts';
import type { AlertBudget } from './alert-budget.ts';
import { digestHeld } from './digest-held.ts';
import { holdOverBudget } from './hold-over-budget.ts';
import { keepQuiet } from './keep-quiet.ts';

export interface TellingDeps extends FindingsDeps {
  /** Without one, everything is told one by one. */
  readonly budget?: AlertBudget | undefined;
}

/** What people decided about rules, as far as telling goes. */
export interface RuleStates {
  stateOf(ruleId: string): 'on' | 'off' | 'staged';
}

/**
 * Records what is to be told. What a staged rule found is counted, so that its noise is known before anybody hears it; what is
 * over an account's budget is told together.
 */
export async function tellFindings(deps: TellingDeps, drafts: readonly FindingDraft[], states: RuleStates): Promise<RecordedFindings> {
  const { db } = deps.store;
  const raised = drafts.filter(({ producer, severity }) => producer.kind !== 'rule' || severity !== 'info');
  const staged = raised.filter(({ producer }) => producer.kind === 'rule' && states.stateOf(producer.id) === 'staged');
  if (staged.length > 0) await keepQuiet(db, staged, 'staged');
  const loud = staged.length === 0 ? raised : raised.filter((draft) => !staged.includes(draft));
  const { told, held } = deps.budget && loud.length > 0 ? await holdOverBudget(deps.store, loud, deps.budget) : { told: loud, held: [] };
  if (held.length > 0) await keepQuiet(db, held, 'over-budget');
  const all = held.length === 0 ? told : [...told, ...(await digestHeld(deps.store, held))];
  return all.length === 0 ? { added: 0, changed: 0, unchanged: 0 } : recordFindings(deps, all);
}
