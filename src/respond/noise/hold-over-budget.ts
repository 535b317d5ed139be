import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Store } from '../../base/store/store.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { severityRank } from '../../core/severity.ts';
import { type AlertBudget, budgetOf } from './alert-budget.ts';
import { countVerdicts, noVerdicts } from './count-verdicts.ts';
import { quietAlerts } from './tables.ts';

export interface Held {
  readonly told: readonly FindingDraft[];
  readonly held: readonly FindingDraft[];
}

const toldSchema = z.object({ count: z.coerce.number(), known: z.array(z.string()) });

/**
 * What is over an account's budget of a day: the least severe first, of the same severity what people called true least.
 * High and critical are always told. What was told or held on that day already stays what it was.
 */
export async function holdOverBudget(store: Store, drafts: readonly FindingDraft[], budget: AlertBudget): Promise<Held> {
  const ofRules = drafts.filter(({ producer }) => producer.kind === 'rule');
  const told: FindingDraft[] = drafts.filter(({ producer }) => producer.kind !== 'rule');
  const held: FindingDraft[] = [];
  for (const group of Map.groupBy(ofRules, placeOf).values()) {
    const split = await splitGroup(store, group, budget);
    told.push(...split.told);
    held.push(...split.held);
  }
  return { told, held };
}

function placeOf({ accountId, lastSeenAt }: FindingDraft): string {
  return `${accountId} ${lastSeenAt.slice(0, 10)}`;
}

/** Of one account and day. */
async function splitGroup(store: Store, group: readonly FindingDraft[], budget: AlertBudget): Promise<Held> {
  const [first] = group;
  if (!first) return { told: [], held: [] };
  const { accountId, lastSeenAt } = first;
  const place = { accountId, day: lastSeenAt.slice(0, 10), fingerprints: [...new Set(group.map(({ fingerprint }) => fingerprint))] };
  const [told, heldBefore] = await Promise.all([toldOn(store, place), heldOn(store, place)]);
  const settled = new Map<string, boolean>([...heldBefore].map((fingerprint) => [fingerprint, false]));
  for (const fingerprint of told.known) settled.set(fingerprint, true);
  let room = budgetOf(budget, accountId) - told.count;
  // Most days are far from the budget: then nothing needs to be known of the rules.
  const precisionOf = room >= place.fingerprints.length ? () => 0 : await precisions(store);
  for (const draft of group.toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity) || precisionOf(b) - precisionOf(a))) {
    if (settled.has(draft.fingerprint)) continue;
    settled.set(draft.fingerprint, room > 0);
    room -= 1;
  }
  const isTold = (draft: FindingDraft) => isLoud(draft) || settled.get(draft.fingerprint) === true;
  return { told: group.filter(isTold), held: group.filter((draft) => !isTold(draft)) };
}

function isLoud({ severity }: FindingDraft): boolean {
  return severityRank(severity) >= severityRank('high');
}

interface Place {
  readonly accountId: string;
  readonly day: string;
  readonly fingerprints: readonly string[];
}

/** How many findings of rules have an event on that day, and which of the asked ones are among them. */
async function toldOn(store: Store, { accountId, day, fingerprints }: Place): Promise<{ readonly count: number; readonly known: ReadonlySet<string> }> {
  const { rows } = await store.execute(
    `select count(*) as count, coalesce(json_agg(f.fingerprint) filter (where f.fingerprint = any($3::text[])), '[]') as known from findings f
      where f.account_id = $1 and f.last_seen_at >= $2::timestamptz and f.producer->>'kind' = 'rule'
        and exists (select 1 from finding_evidence e where e.finding_id = f.id and e.at between f.first_seen_at and f.last_seen_at and e.at >= $2::timestamptz and e.at < $2::timestamptz + interval '1 day')`,
    [accountId, `${day}T00:00:00Z`, fingerprints],
  );
  const { count, known } = toldSchema.parse(rows[0]);
  return { count, known: new Set(known) };
}

async function heldOn(store: Store, { accountId, day, fingerprints }: Place): Promise<ReadonlySet<string>> {
  const rows = await store.db
    .select({ fingerprint: quietAlerts.fingerprint })
    .from(quietAlerts)
    .where(and(eq(quietAlerts.accountId, accountId), eq(quietAlerts.day, day), eq(quietAlerts.why, 'over-budget'), inArray(quietAlerts.fingerprint, [...fingerprints])));
  return new Set(rows.map(({ fingerprint }) => fingerprint));
}

/** A rule about which nobody has decided stands in the middle. */
async function precisions(store: Store): Promise<(draft: FindingDraft) => number> {
  const verdicts = await countVerdicts(store, 'all');
  return ({ producer }) => {
    const { truePositive, benign, falsePositive } = verdicts.get(producer.id) ?? noVerdicts;
    const decided = truePositive + benign + falsePositive;
    return decided === 0 ? 0.5 : truePositive / decided;
  };
}
