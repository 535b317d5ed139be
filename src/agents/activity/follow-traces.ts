import { and, desc, eq, gte, inArray, sql } from 'drizzle-orm';
import type { Activity } from '../../core/activity.ts';
import { severityRank } from '../../core/severity.ts';
import { extendEvidence } from '../../respond/findings/extend-evidence.ts';
import type { FindingsDeps } from '../../respond/findings/record-findings.ts';
import { findingEvidence, findings } from '../../respond/findings/tables.ts';
import type { LakeReading } from '../../watch/activity/lake/lake-view.ts';
import { readTrace, type Trace } from '../../watch/activity/lake/read-trace.ts';

export interface TracesDeps extends FindingsDeps {
  readonly lake: LakeReading;
}

/** What is done so long before and after belongs together. */
const aroundMs = 30 * 60_000;
/** Events come late, and who was seen may go on: findings are followed for so long after they changed. */
const followedMs = 90 * 60_000;
/** Of a finding that comes again and again, what it stands on lately. */
const latelySql = sql`interval '2 hours'`;
const mostFindings = 50;
const mostTraces = 5;
const mostEvents = 40;
/** A busy script's finding has enough of its own. */
const mostEvidence = 100;

/**
 * Puts the steps before and after beside what a high or critical finding stands on: what the same key did from the same
 * address in the half hours around, in whichever region. Following again adds only what has come since.
 */
export async function followTraces(deps: TracesDeps): Promise<number> {
  const since = new Date(deps.clock().getTime() - followedMs).toISOString();
  const fresh = await deps.store.db
    .select({ id: findings.id })
    .from(findings)
    .where(and(eq(findings.status, 'open'), gte(findings.severityRank, severityRank('high')), gte(findings.updatedAt, since)))
    .orderBy(desc(findings.updatedAt))
    .limit(mostFindings);
  if (fresh.length === 0) return 0;
  let added = 0;
  for (const { id, traces } of await tracesOf(deps, fresh.map(({ id: findingId }) => findingId))) {
    for (const trace of traces) {
      const events = await readTrace(deps.lake, trace, mostEvents);
      added += await extendEvidence(deps, id, events.map(({ activity, raw }) => ({ kind: 'activity', activity, raw })));
    }
  }
  return added;
}

interface Followed {
  readonly id: string;
  readonly traces: readonly Trace[];
}

/** Around the events that rules matched. What a trace itself added leads no further, since it is of the same key and address. */
async function tracesOf({ store }: TracesDeps, ids: readonly string[]): Promise<Followed[]> {
  const rows = await store.db
    .select({ id: findingEvidence.findingId, activity: sql<Activity>`${findingEvidence.body}->'activity'` })
    .from(findingEvidence)
    .innerJoin(findings, eq(findings.id, findingEvidence.findingId))
    .where(and(inArray(findingEvidence.findingId, [...ids]), sql`${findingEvidence.body}->>'kind' = 'activity'`, sql`${findingEvidence.at} between greatest(${findings.firstSeenAt}, ${findings.lastSeenAt} - ${latelySql}) and ${findings.lastSeenAt}`, sql`${findings.evidenceCount} <= ${mostEvidence}`));
  const found = new Map<string, Map<string, Trace>>();
  for (const { id, activity } of rows) {
    const { accountId, at, sourceAddress, principal } = activity;
    // Services of AWS act for many at once.
    if (sourceAddress === null || sourceAddress.endsWith('.amazonaws.com') || (principal.accessKeyId ?? principal.arn) === null) continue;
    const traces = found.get(id) ?? new Map<string, Trace>();
    found.set(id, traces);
    const key = [accountId, principal.accessKeyId ?? principal.arn, sourceAddress].join('|');
    const known = traces.get(key);
    if (!known && traces.size >= mostTraces) continue;
    const from = new Date(Math.min(known?.from.getTime() ?? Infinity, Date.parse(at) - aroundMs));
    const to = new Date(Math.max(known?.to.getTime() ?? 0, Date.parse(at) + aroundMs));
    traces.set(key, { accountId, accessKeyId: principal.accessKeyId, principalArn: principal.arn, sourceAddress, from, to });
  }
  return [...found].map(([id, traces]) => ({ id, traces: [...traces.values()] }));
}
