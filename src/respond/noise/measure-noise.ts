import type { AccountScope } from '../../core/account-scope.ts';
import type { Store } from '../../base/store/store.ts';
import type { Clock } from '../../core/clock.ts';
import type { RuleBook } from '../../watch/activity/rulebook/rule-book.ts';
import type { RuleNoise } from './contract.ts';
import { type AlertCount, countAlerts } from './count-alerts.ts';
import { countVerdicts, noVerdicts } from './count-verdicts.ts';
import { judgePromotion, type PromotionRules } from './judge-promotion.ts';

export interface NoiseDeps {
  readonly store: Store;
  readonly book: RuleBook;
  readonly clock: Clock;
  /** Every rule that tells of something. */
  readonly ruleIds: readonly string[];
  readonly promotion: PromotionRules;
  /** Whether a record that a finding stands on is one that the rule is about; the others are steps before and after. */
  readonly matches: (ruleId: string, record: unknown) => boolean;
}

interface NoiseQuestion {
  /** One rule; all of them when absent. */
  readonly ruleId?: string | undefined;
  readonly scope: AccountScope;
}

const dayMs = 86_400_000;
export const daysShown = 30;
const week = 7;

/** How much each rule tells, from what was found and what people decided. */
export async function measureNoise({ store, book, clock, ruleIds, promotion }: NoiseDeps, { ruleId: asked, scope }: NoiseQuestion): Promise<RuleNoise[]> {
  const today = new Date(`${clock().toISOString().slice(0, 10)}T00:00:00Z`).getTime();
  const from = new Date(today - (daysShown - 1) * dayMs).toISOString();
  const [counts, verdicts, decisions, trials] = await Promise.all([countAlerts(store, { from, ruleId: asked, scope }), countVerdicts(store, scope, asked), book.decisions(), book.trials()]);
  const ofRule = Map.groupBy(counts, ({ ruleId }) => ruleId);
  return ruleIds
    .filter((ruleId) => asked === undefined || ruleId === asked)
    .map((ruleId) => {
      const own = ofRule.get(ruleId) ?? [];
      const sinceMs = Math.min(trials.get(ruleId)?.getTime() ?? today, ...own.map(({ day }) => Date.parse(day)));
      const daysMeasured = Math.max(1, Math.floor((today - Math.floor(sinceMs / dayMs) * dayMs) / dayMs) + 1);
      const spanOf = (length: number) => span(own, { firstDay: dayOf(today - (length - 1) * dayMs), days: Math.min(length, daysMeasured) });
      const judged = verdicts.get(ruleId) ?? noVerdicts;
      const decided = judged.truePositive + judged.benign + judged.falsePositive;
      const [inWeek, inMonth] = [spanOf(week), spanOf(daysShown)];
      return {
        ruleId,
        week: inWeek,
        month: inMonth,
        daily: Array.from({ length: daysShown }, (_, at) => sumOf(own.filter(({ day }) => day === dayOf(today - (daysShown - 1 - at) * dayMs)))),
        verdicts: judged,
        precision: decided === 0 ? null : judged.truePositive / decided,
        decided,
        promotion: scope === 'all' && decisions.stateOf(ruleId) === 'staged' ? judgePromotion(promotion, { isTrial: decisions.writtenStateOf(ruleId) === 'staged', span: promotion.days <= week ? inWeek : inMonth, wholeDays: wholeDays(trials.get(ruleId), clock()) }) : null,
      };
    });
}

function span(counts: readonly AlertCount[], { firstDay, days }: { readonly firstDay: string; readonly days: number }): RuleNoise['week'] {
  const inside = counts.filter(({ day }) => day >= firstDay);
  const alerts = sumOf(inside);
  const accounts = [...Map.groupBy(inside, ({ accountId }) => accountId)].map(([accountId, of]) => ({ accountId, alerts: sumOf(of) }));
  return {
    days,
    alerts,
    staged: sumOf(inside.filter(({ why }) => why === 'staged')),
    overBudget: sumOf(inside.filter(({ why }) => why === 'over-budget')),
    perDay: alerts / days,
    accounts: accounts.sort((a, b) => b.alerts - a.alerts || (a.accountId < b.accountId ? -1 : 1)),
  };
}

function sumOf(counts: readonly AlertCount[]): number {
  return counts.reduce((sum, { alerts }) => sum + alerts, 0);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function wholeDays(since: Date | undefined, now: Date): number {
  return since === undefined ? 0 : Math.max(0, Math.floor((now.getTime() - since.getTime()) / dayMs));
}
