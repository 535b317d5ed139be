import type { Severity } from '../../../core/severity.ts';
import { compileCondition } from './compile-condition.ts';
import { compileSelection, type RecordTest } from './compile-selection.ts';
import { RuleProblem } from './rule-problem.ts';
import type { RuleFile } from './rule-schema.ts';

export interface Rule {
  /** The file's place: `aws/trail-stopped`. */
  readonly id: string;
  readonly file: RuleFile;
  readonly severity: Severity;
  readonly matches: RecordTest;
}

export function compileRule(id: string, file: RuleFile): Rule {
  const { product, service } = file.logsource;
  if (product !== 'aws' || (service !== undefined && service !== 'cloudtrail')) {
    throw new RuleProblem('its logsource is not product aws, service cloudtrail');
  }
  const { condition, ...named } = file.detection;
  if ('timeframe' in named) throw new RuleProblem('timeframe is not supported');
  const selections = new Map(Object.entries(named).map(([name, selection]) => [name, compileSelection(selection)]));
  return { id, file, severity: file.level === 'informational' ? 'info' : file.level, matches: compileCondition(condition, selections) };
}
