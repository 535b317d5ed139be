import { isCalled, type AnyRule } from '../sigma/link-rules.ts';
import type { LoadedRules } from '../sigma/load-rules.ts';
import type { RulesToTest } from './backtest-rule.ts';
import type { RuleDecisions } from './rule-book.ts';
import { tuneCorrelation, type Tuning } from './tune-correlation.ts';

interface Counting {
  readonly decisions: RuleDecisions;
  /** Other numbers than people gave the wanted rule, to see what they would do. */
  readonly tuning?: Tuning | undefined;
}

/** A correlation, as it counts now or would with other numbers, with everything below it as that counts now; a rule of single events alone. */
export function rulesNeededFor(asked: AnyRule, { rules, correlations }: LoadedRules, { decisions, tuning }: Counting): RulesToTest {
  if (asked.kind === 'event') return { wanted: asked, rules: [asked], correlations: [] };
  const given = tuning ?? decisions.tuningOf(asked.id);
  const wanted = given ? tuneCorrelation(asked, given) : asked;
  const all = [...rules, ...correlations.flatMap((rule) => (rule === asked ? [wanted] : decisions.correlationsFor([rule])))];
  const needed = new Set<AnyRule>([wanted]);
  for (const rule of needed) {
    if (rule.kind !== 'correlation') continue;
    for (const other of all) if (rule.plan.rules.some((name) => isCalled(other, name))) needed.add(other);
  }
  const kept = all.filter((rule) => needed.has(rule));
  return { wanted, rules: kept.filter((rule) => rule.kind === 'event'), correlations: kept.filter((rule) => rule.kind === 'correlation') };
}
