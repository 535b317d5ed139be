import type { FindingDraft } from '../../core/finding.ts';
import { recordFindings, type FindingsDeps, type RecordedFindings } from '../findings/record-findings.ts';
import { keepQuiet } from './keep-quiet.ts';

/** What people decided about rules, as far as telling goes. */
export interface RuleStates {
  stateOf(ruleId: string): 'on' | 'off' | 'staged';
}

/** Records what is to be told. What a staged rule found is counted, so that its noise is known before anybody hears it. */
export async function tellFindings(deps: FindingsDeps, drafts: readonly FindingDraft[], states: RuleStates): Promise<RecordedFindings> {
  const raised = drafts.filter(({ producer, severity }) => producer.kind !== 'rule' || severity !== 'info');
  const staged = raised.filter(({ producer }) => producer.kind === 'rule' && states.stateOf(producer.id) === 'staged');
  if (staged.length > 0) await keepQuiet(deps.store.db, staged, 'staged');
  const told = staged.length === 0 ? raised : raised.filter((draft) => !staged.includes(draft));
  return told.length === 0 ? { added: 0, changed: 0, unchanged: 0 } : recordFindings(deps, told);
}
