import type { z } from 'zod';
import { compileCorrelation } from './compile-correlation.ts';
import { compileDetection, compileRule, isAboutCloudTrail, severityOf } from './compile-rule.ts';
import type { Expression } from './expression.ts';
import type { Placeholders } from './placeholders.ts';
import { RuleProblem, within } from './rule-problem.ts';
import { correlationRuleSchema, eventRuleSchema, filterSchema, type FilterFile } from './rule-schema.ts';
import type { CorrelationRule, Rule } from './rule.ts';

/** What one document of a rule file turned out to be. */
export type RuleDocument =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'correlation'; readonly rule: CorrelationRule }
  | { readonly kind: 'filter'; readonly filter: Filter }
  /** A rule for another log, such as Windows: nothing is wrong with it. */
  | { readonly kind: 'other-log' };

/** Conditions that several rules do without. */
export interface Filter {
  readonly title: string;
  readonly rules: readonly string[];
  /** What the rules it names must not match. */
  readonly excludes: Expression;
}

export function readRule(id: string, document: unknown, placeholders: Placeholders): RuleDocument {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw new RuleProblem('the document is not a map');
  if ('action' in document) throw new RuleProblem('"action" documents belong to Sigma 1; write each rule out', ['action']);
  if ('correlation' in document) return { kind: 'correlation', rule: readCorrelation(id, document) };
  if ('filter' in document) return readFilter(document, placeholders);
  const file = parsed(eventRuleSchema, document);
  return isAboutCloudTrail(file.logsource) ? { kind: 'rule', rule: compileRule(id, file, placeholders) } : { kind: 'other-log' };
}

function readCorrelation(id: string, document: object): CorrelationRule {
  if ('detection' in document) throw new RuleProblem('a document holds a detection or a correlation, not both', ['detection']);
  const file = parsed(correlationRuleSchema, document);
  if (file.status === 'unsupported') throw new RuleProblem('its status says that it is unsupported', ['status']);
  const plan = within('correlation', () => compileCorrelation(file.correlation));
  return { kind: 'correlation', id, file, severity: severityOf(file.level), alerts: true, plan };
}

function readFilter(document: object, placeholders: Placeholders): RuleDocument {
  const file = parsed(filterSchema, document);
  if (!isAboutCloudTrail(file.logsource)) return { kind: 'other-log' };
  return { kind: 'filter', filter: { title: file.title, rules: file.filter.rules, excludes: excludedBy(file, placeholders) } };
}

/**
 * A filter takes matches away. Its condition names what is taken, or, in the older way of writing, what remains:
 * then it is a negation as a whole.
 */
function excludedBy({ filter }: FilterFile, placeholders: Placeholders): Expression {
  const { rules: _, ...detection } = filter;
  const expression = within('filter', () => compileDetection(detection, placeholders));
  return expression.kind === 'not' ? expression.of : expression;
}

function parsed<T>(schema: z.ZodType<T>, document: object): T {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = (issue?.path ?? []).filter((step) => typeof step !== 'symbol');
  throw new RuleProblem(`${path.join('.')}: ${issue?.message ?? 'not as Sigma has it'}`, path);
}
