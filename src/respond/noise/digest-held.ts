import { and, count, eq, max } from 'drizzle-orm';
import type { Store } from '../../base/store/store.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { severityRank } from '../../core/severity.ts';
import { quietAlerts } from './tables.ts';

const rulesNamed = 8;

/** One finding for each account and day that tells of everything that was held, with all of its evidence. */
export async function digestHeld(store: Store, held: readonly FindingDraft[]): Promise<FindingDraft[]> {
  const groups = Map.groupBy(held, ({ accountId, lastSeenAt }) => `${accountId} ${lastSeenAt.slice(0, 10)}`);
  return Promise.all([...groups.values()].flatMap((group) => (group[0] ? [digestOf(store, group[0], group)] : [])));
}

async function digestOf(store: Store, { accountId, lastSeenAt, isSimulated }: FindingDraft, group: readonly FindingDraft[]): Promise<FindingDraft> {
  const day = lastSeenAt.slice(0, 10);
  const rules = await store.db
    .select({ title: max(quietAlerts.title), alerts: count() })
    .from(quietAlerts)
    .where(and(eq(quietAlerts.accountId, accountId), eq(quietAlerts.day, day), eq(quietAlerts.why, 'over-budget')))
    .groupBy(quietAlerts.ruleId);
  const sorted = rules.toSorted((a, b) => b.alerts - a.alerts || (a.title ?? '').localeCompare(b.title ?? ''));
  const total = sorted.reduce((sum, { alerts }) => sum + alerts, 0);
  const named = sorted.slice(0, rulesNamed).map(({ title, alerts }) => `${title ?? 'a rule'} (${alerts})`);
  const more = sorted.length > rulesNamed ? ` and ${sorted.length - rulesNamed} more rules` : '';
  const regions = new Set(group.map(({ region }) => region));
  return {
    fingerprint: ['detector', 'alert-budget', accountId, day].join('|'),
    producer: { kind: 'detector', id: 'noise/alert-budget' },
    severity: group.reduce((most, { severity }) => (severityRank(severity) > severityRank(most) ? severity : most), group[0]?.severity ?? 'low'),
    title: 'An account made more alerts than its budget of the day',
    summary: `On ${day}, ${total} alerts of low and medium severity are told together here: ${named.join(', ')}${more}.`,
    why: 'Where much is told, what matters is overlooked. High and critical alerts are told one by one all the same, and nothing is lost: each event is kept here as evidence.',
    remedy: 'Read through the evidence. Then make the noisiest rules quieter: judge their findings, accept the exceptions that are suggested, tune or stage them. The setting alerts.budgetPerDay is the budget.',
    accountId,
    region: regions.size === 1 ? (group[0]?.region ?? 'global') : 'global',
    isSimulated,
    principal: null,
    resource: null,
    tags: [],
    firstSeenAt: group.reduce((first, draft) => (draft.firstSeenAt < first ? draft.firstSeenAt : first), lastSeenAt),
    lastSeenAt: group.reduce((last, draft) => (draft.lastSeenAt > last ? draft.lastSeenAt : last), lastSeenAt),
    evidence: group.flatMap(({ evidence }) => evidence),
  };
}
