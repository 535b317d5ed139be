import type { Store } from '../../../base/store/store.ts';
import type { Clock } from '../../../core/clock.ts';
import type { AccountScope } from '../../../core/account-scope.ts';
import { route, type Route } from '../../../core/route.ts';
import { principalRiskContract, riskiestPrincipalsContract, type RiskSummary } from './contract.ts';
import { describeHabits, oddDaysOf, readHabits, readOddHabits } from './read-baselines.ts';
import { halfLivesCounted, levelOf, riskParts, scoreOf, type OddDay, type RiskFinding } from './weigh-risk.ts';
import { dayOf } from './weeks-seen.ts';

export interface RiskRoutesDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** The open findings of those accounts that name a principal, or this one, since then. */
  readonly findingsSince: (asked: { readonly since: Date; readonly principal?: string; readonly scope: AccountScope }) => Promise<RiskFinding[]>;
}

const dayMs = 86_400_000;

/** How much stands against a principal, worked out of its findings and habits when somebody asks. */
export function riskRoutes({ store, clock, findingsSince }: RiskRoutesDeps): Route[] {
  const sinceOf = (halfLifeDays: number) => new Date(clock().getTime() - halfLifeDays * halfLivesCounted * dayMs);
  return [
    route(principalRiskContract, async ({ query: { principal, halfLifeDays }, scope }) => {
      const now = clock();
      const since = sinceOf(halfLifeDays);
      const [findings, habits] = await Promise.all([findingsSince({ since, principal, scope }), readHabits(store, principal, scope)]);
      const parts = riskParts(findings, habits.flatMap(oddDaysOf).filter(({ day }) => day >= dayOf(since.getTime())), { now, halfLifeDays });
      const score = scoreOf(parts);
      return { principal, score, level: levelOf(score), halfLifeDays, parts, baselines: habits.map((one) => describeHabits(one, now)) };
    }),
    route(riskiestPrincipalsContract, async ({ query: { accountId, limit, halfLifeDays }, scope }) => {
      const since = sinceOf(halfLifeDays);
      const [findings, habits] = await Promise.all([findingsSince({ since, scope }), readOddHabits(store, dayOf(since.getTime()), scope)]);
      const about = new Map<string, { findings: RiskFinding[]; odd: OddDay[] }>();
      const of = (principal: string) => {
        const known = about.get(principal) ?? { findings: [], odd: [] };
        about.set(principal, known);
        return known;
      };
      const isAsked = (one: { readonly accountId: string }) => accountId === undefined || one.accountId === accountId;
      for (const finding of findings.filter(isAsked)) of(finding.principal).findings.push(finding);
      for (const one of habits.filter(isAsked)) of(one.principal ?? '').odd.push(...oddDaysOf(one).filter(({ day }) => day >= dayOf(since.getTime())));
      const principals = [...about].flatMap(([principal, { findings: own, odd }]): RiskSummary[] => {
        const parts = riskParts(own, odd, { now: clock(), halfLifeDays });
        const [weightiest] = parts;
        if (!weightiest) return [];
        const score = scoreOf(parts);
        const lastAt = parts.reduce((last, { at }) => (at > last ? at : last), weightiest.at);
        const what = weightiest.kind === 'finding' ? weightiest.title : weightiest.words;
        return [{ principal, score, level: levelOf(score), findings: parts.filter(({ kind }) => kind === 'finding').length, unusualDays: parts.filter(({ kind }) => kind === 'unusual').length, lastAt, because: what }];
      });
      return { principals: principals.sort((a, b) => b.score - a.score || (a.principal < b.principal ? -1 : 1)).slice(0, limit), halfLifeDays };
    }),
  ];
}
