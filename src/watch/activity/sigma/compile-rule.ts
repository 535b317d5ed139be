import type { Severity } from '../../../core/severity.ts';
import { compileCondition } from './compile-condition.ts';
import { compileSelection } from './compile-selection.ts';
import { testOf, type Expression } from './expression.ts';
import type { Placeholders } from './placeholders.ts';
import type { Rule } from './rule.ts';
import { RuleProblem, within } from './rule-problem.ts';
import type { EventRuleFile } from './rule-schema.ts';

export function compileRule(id: string, file: EventRuleFile, placeholders: Placeholders = {}): Rule {
  if (file.status === 'unsupported') throw new RuleProblem('its status says that it is unsupported', ['status']);
  const expression = within('detection', () => compileDetection(file.detection, placeholders));
  return { kind: 'event', id, file, severity: severityOf(file.level), alerts: true, expression, matches: testOf(expression) };
}

/** The selections of a rule or a filter, joined by its condition. */
export function compileDetection(detection: EventRuleFile['detection'], placeholders: Placeholders): Expression {
  const { condition, ...named } = detection;
  if ('timeframe' in named) throw new RuleProblem('timeframe belongs to counting conditions, which Sigma has replaced by correlation rules', ['timeframe']);
  const selections = new Map(Object.entries(named).map(([name, selection]) => [name, within(name, () => compileSelection(selection, placeholders))]));
  if (selections.size === 0) throw new RuleProblem('there is no selection');
  return within('condition', () => compileCondition(condition, selections));
}

export function severityOf(level: EventRuleFile['level']): Severity {
  return level === 'informational' ? 'info' : level;
}

/** Whether the rule is about CloudTrail at all: a pack holds rules for other logs too. */
export function isAboutCloudTrail({ product, service, category }: EventRuleFile['logsource']): boolean {
  if (product === undefined && service === undefined && category === undefined) throw new RuleProblem('the logsource is empty', ['logsource']);
  if (product === undefined && service === undefined) return false;
  return (product === undefined || product.toLowerCase() === 'aws') && (service === undefined || service.toLowerCase() === 'cloudtrail');
}
