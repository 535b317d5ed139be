import { z } from 'zod';
import type { AccountScope } from '../../core/account-scope.ts';
import { verdictSchema } from '../../core/verdict.ts';
import type { SuggestedException } from './contract.ts';
import { findSuggestions, type PastAlert } from './find-suggestions.ts';
import type { NoiseDeps } from './measure-noise.ts';

const days = 30;
const mostRecords = 4_000;

const rowSchema = z.object({ finding_id: z.string().nullable(), fingerprint: z.string(), day: z.string(), verdict: verdictSchema.nullable(), raw: z.unknown() });

/** Exceptions that would make a rule quieter, from its alerts of the last 30 days; what is excepted already is left out. */
export async function suggestExceptions({ store, book, clock, matches }: Pick<NoiseDeps, 'store' | 'book' | 'clock' | 'matches'>, ruleId: string, scope: AccountScope): Promise<SuggestedException[]> {
  const since = new Date(clock().getTime() - days * 86_400_000).toISOString();
  const { rows } = await store.execute(
    `select * from (
       select f.id as finding_id, f.fingerprint, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD') as day, f.decision->>'verdict' as verdict, e.body->'raw' as raw, e.at
         from findings f join finding_evidence e on e.finding_id = f.id
        where f.producer_id = $1 and ($3::text[] is null or f.account_id = any($3::text[])) and e.at between f.first_seen_at and f.last_seen_at and e.body->>'kind' = 'activity' and (e.at >= $2::timestamptz or f.decision->>'verdict' = 'true-positive')
       union all
       select null, fingerprint, to_char(day, 'YYYY-MM-DD'), null, raw, at from quiet_alerts where rule_id = $1 and ($3::text[] is null or account_id = any($3::text[])) and at >= $2::timestamptz and raw is not null
     ) alerts order by verdict = 'true-positive' desc nulls last, at desc limit ${mostRecords}`,
    [ruleId, since, scope === 'all' ? null : [...scope]],
  );
  const decisions = await book.decisions();
  const parsed = rows.map((row) => rowSchema.parse(row)).filter(({ raw }) => matches(ruleId, raw) && !decisions.isExcepted(ruleId, raw));
  const grouped = Map.groupBy(parsed, ({ fingerprint, day }) => `${day} ${fingerprint}`);
  const alerts = [...grouped.values()].flatMap((of): PastAlert[] => {
    const [first] = of;
    return first ? [{ findingId: of.find(({ finding_id: id }) => id !== null)?.finding_id ?? null, day: first.day, verdict: of.find(({ verdict }) => verdict !== null)?.verdict ?? null, records: of.map(({ raw }) => raw) }] : [];
  });
  return findSuggestions(alerts);
}
