import { openCorrelations } from './collect-correlations.ts';
import type { RuleCase } from './rule-schema.ts';
import type { CorrelationRule, Rule } from './rule.ts';

/** Whether a rule fires on one of the cases under its `tests`: an event, or, for a correlation, a sequence of events. */
export function runRuleCase(set: { readonly rules: readonly Rule[]; readonly correlations: readonly CorrelationRule[] }, rule: Rule | CorrelationRule, given: RuleCase): boolean {
  const events = Array.isArray(given) ? given : [given];
  if (rule.kind === 'event') return events.some((event) => rule.matches(event));
  const correlations = openCorrelations<null>(set.rules, set.correlations);
  for (const [at, event] of events.entries()) {
    const { eventTime, eventID }: { eventTime?: unknown; eventID?: unknown } = event;
    const atMs = Date.parse(String(eventTime));
    if (Number.isNaN(atMs)) throw new Error(`An event of a test of ${rule.id} has no eventTime`);
    for (const base of set.rules) {
      if (correlations.counts(base) && base.matches(event)) correlations.add(base, { record: event, eventId: typeof eventID === 'string' ? eventID : String(at), atMs, context: null });
    }
  }
  return correlations.matches().some((match) => match.rule.id === rule.id);
}
