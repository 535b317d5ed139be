import { readFile } from 'node:fs/promises';
import { noteChange } from '../../../base/access/note-change.ts';
import type { Audit } from '../../../base/audit/audit.ts';
import { AppError } from '../../../core/app-error.ts';
import type { Clock } from '../../../core/clock.ts';
import type { AccountScope } from '../../../core/account-scope.ts';
import { hasRole } from '../../../core/role.ts';
import { route, type Caller, type Route } from '../../../core/route.ts';
import { limitLake } from '../lake/limit-lake.ts';
import type { ActivityLake } from '../lake/open-activity-lake.ts';
import { attackCoverage } from '../sigma/attack-coverage.ts';
import { attackOf } from '../sigma/attack-tags.ts';
import type { AnyRule } from '../sigma/link-rules.ts';
import type { LoadedRules } from '../sigma/load-rules.ts';
import type { Placeholders } from '../sigma/placeholders.ts';
import { sigmaId, type CorrelationRule } from '../sigma/rule.ts';
import { backtestRule, rulesOfText } from './backtest-rule.ts';
import { addExceptionContract, backtestRuleContract, changeRuleContract, getRuleContract, listRulesContract, removeExceptionContract, ruleCoverageContract, type RuleCard, type RuleDetail } from './contract.ts';
import { rulesNeededFor } from './rules-needed-for.ts';
import { scopedDecisions } from './scoped-decisions.ts';
import type { RuleBook, RuleChange, RuleDecisions } from './rule-book.ts';
import { tunableOf, tuneCorrelation } from './tune-correlation.ts';

const backtestTimeoutMs = 60_000;

export interface RuleRoutesDeps {
  readonly book: RuleBook;
  readonly lake: ActivityLake;
  readonly loaded: LoadedRules;
  readonly placeholders: Placeholders;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Why a staged rule must not tell yet; null when it may. */
  readonly refusePromotion: (ruleId: string) => Promise<string | null>;
}

export function ruleRoutes({ book, lake, loaded, placeholders, clock, audit, refusePromotion }: RuleRoutesDeps): Route[] {
  const told = [...loaded.rules, ...loaded.correlations].filter(({ alerts }) => alerts);
  // A correlation that another one counts tells nothing itself, and yet its numbers decide what is told.
  const shown = [...told, ...loaded.correlations.filter(({ alerts }) => !alerts)].sort((a, b) => (a.id < b.id ? -1 : 1));
  const find = (id: string): AnyRule => {
    const rule = shown.find((one) => one.id === id || sigmaId(one) === id);
    if (!rule) throw new AppError('not-found', `There is no rule ${id}`, { hint: 'GET /api/rules lists them' });
    return rule;
  };
  const detail = async (id: string, scope: AccountScope) => detailOf(find(id), scopedDecisions(await book.decisions(), scope), (await book.trials()).get(find(id).id));
  return [
    route(listRulesContract, async ({ scope }) => {
      const decisions = scopedDecisions(await book.decisions(), scope);
      return { rules: shown.map((rule) => cardOf(rule, decisions)), refused: loaded.refused };
    }),
    route(ruleCoverageContract, () => Promise.resolve({ techniques: attackCoverage(told).map((one) => ({ ...one, rules: [...one.rules] })) })),
    route(getRuleContract, ({ query, scope }) => detail(query.id, scope)),
    route(changeRuleContract, async ({ query, body, caller, scope, address }) => {
      const rule = find(query.id);
      checkTuning(rule, body);
      const because = body.state === 'on' && (await book.decisions()).stateOf(rule.id) !== 'on' ? await refusePromotion(rule.id) : null;
      if (because !== null) throw new AppError('conflict', `${rule.id} cannot be promoted: ${because}`, { hint: 'GET /api/rules/noise shows what was measured; an exception makes a rule quieter' });
      await book.change(rule.id, body, caller?.username ?? 'unknown');
      await noteChange(audit, { caller, address }, { action: 'rule.changed', subject: { kind: 'rule', id: rule.id }, detail: body });
      return detail(query.id, scope);
    }),
    route(addExceptionContract, async ({ query, body, caller, scope, address }) => {
      const { id } = find(query.id);
      await book.except(id, body, caller?.username ?? 'unknown');
      await noteChange(audit, { caller, address }, { action: 'rule.excepted', subject: { kind: 'rule', id }, detail: body });
      return detail(query.id, scope);
    }),
    route(removeExceptionContract, async ({ params, caller, address }) => {
      await book.withdraw(params.exceptionId);
      await noteChange(audit, { caller, address }, { action: 'rule.exception-removed', subject: { kind: 'rule-exception', id: params.exceptionId } });
      return null;
    }),
    route(backtestRuleContract, async ({ body: { id, text, since, until, tuning }, caller, scope, signal }) => {
      if ((id === undefined) === (text === undefined)) throw new AppError('bad-request', 'Give the place of a rule as "id", or a rule file as "text"');
      if (text !== undefined) checkMayBring(caller);
      const decisions = await book.decisions();
      const rules = text === undefined ? rulesNeededFor(find(id ?? ''), loaded, { decisions, tuning }) : rulesOfText(text, placeholders);
      return backtestRule(limitLake(lake, scope), rules, { since, until, clock, timeoutMs: backtestTimeoutMs, signal, isExcepted: decisions.isExcepted });
    }),
  ];
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
    stagedBy: decisions.stateOf(id) !== 'staged' ? null : decisions.writtenStateOf(id) === 'staged' ? 'status' : 'person',
    isTuned: decisions.tuningOf(id) !== null,
    exceptions: decisions.exceptionsOf(id).length,
  };
}

async function detailOf(rule: AnyRule, decisions: RuleDecisions, since: Date | undefined): Promise<RuleDetail> {
  const { file } = rule;
  return {
    ...cardOf(rule, decisions),
    description: file.description,
    why: file.why ?? '',
    runbook: file.runbook ?? '',
    falsePositives: file.falsepositives,
    references: file.references,
    text: rule.path === undefined ? '' : await readFile(rule.path, 'utf8'),
    changed: decisions.changedOf(rule.id),
    judgesSince: since?.toISOString() ?? null,
    threshold: rule.kind === 'correlation' ? thresholdOf(rule, decisions) : null,
    exceptions: decisions.exceptionsOf(rule.id).map(({ id, field, value, also, reason, madeBy, madeAt, expiresAt }) => ({ id, field, value, also, reason, madeBy, madeAt, expiresAt })),
  };
}

function thresholdOf(rule: CorrelationRule, decisions: RuleDecisions): RuleDetail['threshold'] {
  const { timespan, count, limit } = tunableOf(rule);
  const tuning = decisions.tuningOf(rule.id);
  return { written: { timespan, count }, now: { timespan: tuning?.timespan ?? timespan, count: tuning?.count ?? count }, limit };
}

/** A rule's regular expression may keep the server busy for as long as it likes: only people who may change rules bring one of their own. */
function checkMayBring(caller: Caller | undefined): void {
  if (caller && hasRole(caller.role, 'operator')) return;
  throw new AppError('forbidden', `To try a rule file needs the role operator${caller ? `; ${caller.username} has the role ${caller.role}` : ''}`, { hint: 'A loaded rule is tried with its place as "id"' });
}

/** What could not be counted is refused before it is kept. */
function checkTuning(rule: AnyRule, { tuning }: RuleChange): void {
  if (!tuning) return;
  if (rule.kind === 'event') throw new AppError('bad-request', `${rule.id} is about single events: there is nothing to count`, { hint: 'Exceptions make it quieter' });
  tuneCorrelation(rule, tuning);
}
