import type { Severity } from '../../../core/severity.ts';
import type { CorrelationPlan } from './compile-correlation.ts';
import type { Expression, RecordTest } from './expression.ts';
import type { CorrelationRuleFile, EventRuleFile } from './rule-schema.ts';

interface Described {
  /** The file's place: `aws/cloudtrail/trail-stopped`; further documents of a file are numbered, or have their names after `#`. */
  readonly id: string;
  /** The file that it was read from, when it was. */
  readonly path?: string;
  readonly severity: Severity;
  /** Whether a match is told. A rule that a correlation counts is silent itself, unless the correlation generates it. */
  readonly alerts: boolean;
}

/** A rule about one event. */
export interface Rule extends Described {
  readonly kind: 'event';
  readonly file: EventRuleFile;
  readonly expression: Expression;
  readonly matches: RecordTest;
}

/** A rule about several events: how many, or which, within a time. */
export interface CorrelationRule extends Described {
  readonly kind: 'correlation';
  readonly file: CorrelationRuleFile;
  readonly plan: CorrelationPlan;
}

/** What results name a rule by: its Sigma id, or else its name or place. */
export function sigmaId(rule: Rule | CorrelationRule): string {
  return rule.file.id ?? rule.file.name ?? rule.id;
}
