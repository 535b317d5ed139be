import { z } from 'zod';
import type { AccountScope } from '../../core/account-scope.ts';
import type { Store } from '../../base/store/store.ts';

/** How many alerts a rule made in an account on a day. */
export interface AlertCount {
  readonly ruleId: string;
  readonly accountId: string;
  readonly day: string;
  readonly why: 'told' | 'staged' | 'over-budget';
  readonly alerts: number;
}

const rowSchema = z.object({ rule_id: z.string(), account_id: z.string(), day: z.string(), why: z.enum(['told', 'staged', 'over-budget']), alerts: z.coerce.number().int() }).transform(
  ({ rule_id: ruleId, account_id: accountId, ...rest }): AlertCount => ({ ruleId, accountId, ...rest }),
);

const oneRule = 'and ($2::text is null or f.producer_id = $2) and ($3::text[] is null or f.account_id = any($3::text[]))';

/** From the beginning of a day on. A finding counts on each day that it has an event of; when the event came makes no difference. Steps before and after it are evidence and no alert. */
export async function countAlerts(store: Store, { from, ruleId, scope }: { readonly from: string; readonly ruleId?: string | undefined; readonly scope: AccountScope }): Promise<AlertCount[]> {
  const { rows } = await store.execute(
    `select f.producer_id as rule_id, f.account_id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD') as day, 'told' as why, count(distinct f.id) as alerts
       from findings f join finding_evidence e on e.finding_id = f.id
      where f.last_seen_at >= $1::timestamptz and e.at >= $1::timestamptz and e.at between f.first_seen_at and f.last_seen_at and f.producer->>'kind' = 'rule' ${oneRule}
      group by 1, 2, 3
     union all
     select rule_id, account_id, to_char(day, 'YYYY-MM-DD'), why, count(*) from quiet_alerts f
      where day >= ($1::timestamptz at time zone 'UTC')::date ${oneRule.replace('producer_id', 'rule_id')} group by 1, 2, 3, 4`,
    [from, ruleId ?? null, scope === 'all' ? null : [...scope]],
  );
  return rows.map((row) => rowSchema.parse(row));
}
