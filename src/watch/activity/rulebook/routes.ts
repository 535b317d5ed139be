import { readFile } from 'node:fs/promises';
import { AppError } from '../../../core/app-error.ts';
import type { Clock } from '../../../core/clock.ts';
import { route, type Route } from '../../../core/route.ts';
import type { LakeReading } from '../lake/lake-view.ts';
import { attackCoverage } from '../sigma/attack-coverage.ts';
import { attackOf } from '../sigma/attack-tags.ts';
import { isCalled, type AnyRule } from '../sigma/link-rules.ts';
import type { LoadedRules } from '../sigma/load-rules.ts';
import type { Placeholders } from '../sigma/placeholders.ts';
import { sigmaId } from '../sigma/rule.ts';
import { backtestRule, rulesOfText, type RulesToTest } from './backtest-rule.ts';
import { addExceptionContract, backtestRuleContract, changeRuleContract, getRuleContract, listRulesContract, removeExceptionContract, ruleCoverageContract, type RuleCard, type RuleDetail } from './contract.ts';
import type { RuleBook, RuleDecisions } from './rule-book.ts';

const backtestTimeoutMs = 60_000;

export interface RuleRoutesDeps {
  readonly book: RuleBook;
  readonly lake: LakeReading;
  readonly loaded: LoadedRules;
  readonly placeholders: Placeholders;
  readonly clock: Clock;
}

export function ruleRoutes({ book, lake, loaded, placeholders, clock }: RuleRoutesDeps): Route[] {
  const told = [...loaded.rules, ...loaded.correlations].filter(({ alerts }) => alerts).sort((a, b) => (a.id < b.id ? -1 : 1));
  const find = (id: string): AnyRule => {
    const rule = told.find((one) => one.id === id || sigmaId(one) === id);
    if (!rule) throw new AppError('not-found', `There is no rule ${id}`, { hint: 'GET /api/rules lists them' });
    return rule;
  };
  const detail = async (id: string) => detailOf(find(id), await book.decisions());
  return [
    route(listRulesContract, async () => {
      const decisions = await book.decisions();
      return { rules: told.map((rule) => cardOf(rule, decisions)), refused: loaded.refused };
    }),
    route(ruleCoverageContract, () => Promise.resolve({ techniques: attackCoverage(told).map((one) => ({ ...one, rules: [...one.rules] })) })),
    route(getRuleContract, ({ query }) => detail(query.id)),
    route(changeRuleContract, async ({ query, body, caller }) => {
      await book.change(find(query.id).id, body, caller?.username ?? 'unknown');
      return detail(query.id);
    }),
    route(addExceptionContract, async ({ query, body, caller }) => {
      await book.except(find(query.id).id, body, caller?.username ?? 'unknown');
      return detail(query.id);
    }),
    route(removeExceptionContract, async ({ params }) => {
      await book.withdraw(params.exceptionId);
      return null;
    }),
    route(backtestRuleContract, ({ body: { id, text, since, until }, signal }) => {
      if ((id === undefined) === (text === undefined)) throw new AppError('bad-request', 'Give the place of a rule as "id", or a rule file as "text"');
      const rules = text === undefined ? neededFor(find(id ?? ''), loaded) : rulesOfText(text, placeholders);
      return backtestRule(lake, rules, { since, until, clock, timeoutMs: backtestTimeoutMs, signal });
    }),
  ];
}

/** A correlation with everything below it; a rule of single events alone. */
function neededFor(wanted: AnyRule, { rules, correlations }: LoadedRules): RulesToTest {
  if (wanted.kind === 'event') return { wanted, rules: [wanted], correlations: [] };
  const needed = new Set<AnyRule>([wanted]);
  for (const rule of needed) {
    if (rule.kind !== 'correlation') continue;
    for (const other of [...rules, ...correlations]) if (rule.plan.rules.some((name) => isCalled(other, name))) needed.add(other);
  }
  return { wanted, rules: rules.filter((rule) => needed.has(rule)), correlations: correlations.filter((rule) => needed.has(rule)) };
}

function cardOf(rule: AnyRule, decisions: RuleDecisions): RuleCard {
  const { id, file, kind, severity } = rule;
  return {
    id,
    sigmaId: sigmaId(rule),
    title: file.title,
    kind,
    severity: decisions.severityOf(id) ?? severity,
    writtenSeverity: severity,
    status: file.status,
    ...attackOf(file.tags),
    state: decisions.stateOf(id),
    exceptions: decisions.exceptionsOf(id).length,
  };
}

async function detailOf(rule: AnyRule, decisions: RuleDecisions): Promise<RuleDetail> {
  const { file } = rule;
  return {
    ...cardOf(rule, decisions),
    description: file.description,
    why: file.why ?? '',
    runbook: file.runbook ?? '',
    falsePositives: file.falsepositives,
    references: file.references,
    text: rule.path === undefined ? '' : await readFile(rule.path, 'utf8'),
    exceptions: decisions.exceptionsOf(rule.id).map(({ id, field, value, reason, madeBy, madeAt, expiresAt }) => ({ id, field, value, reason, madeBy, madeAt, expiresAt })),
  };
}
