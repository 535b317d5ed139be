import { agents, executionGaps, executionLogs, executions } from '../agents/runtime/tables.ts';
import { accounts } from '../base/accounts/tables.ts';
import { openAudit } from '../base/audit/open-audit.ts';
import { credentials } from '../base/credentials/tables.ts';
import type { Store } from '../base/store/store.ts';
import type { Activity } from '../core/activity.ts';
import { severityRank } from '../core/severity.ts';
import { findingDecisions, findingEvidence, findings } from '../respond/findings/tables.ts';
import { quietAlerts } from '../respond/noise/tables.ts';
import { activityHabits } from '../watch/activity/behaviour/tables.ts';
import { dayAsText, emptyDay, markMinutes } from '../watch/activity/coverage/minute-states.ts';
import { activityCoverage, activityDigests, activityPlaces, activityQuarantine } from '../watch/activity/coverage/tables.ts';
import type { ActivityRow } from '../watch/activity/lake/activity-row.ts';
import { activity, cloudTrailRecord, findingDraft, gap } from './builders.ts';
import { lakeRow } from './lake-rows.ts';
import { ownAccount, sharedPrincipal, type PlantedAccount } from './planted-account.ts';

export const plantedRule = 'aws/cloudtrail/trail-stopped';
const dayMs = 86_400_000;

/** Everything that the product keeps about one account, each piece with its mark. */
export async function plantAccount(store: Store, planted: PlantedAccount, now: Date): Promise<void> {
  const { mark, accountId, key, principal, ids } = planted;
  const { db } = store;
  const at = new Date(now.getTime() - 3 * 3_600_000);
  const stamps = { createdAt: at, updatedAt: at };
  await db.insert(credentials).values({ id: ids.credential, name: `${mark} key`, accountId, accessKeyId: `AKIA${mark.toUpperCase()}000000000`.slice(0, 20), sealed: 'wk1.none.none', version: 1, isTemporary: false, rotatedAt: at, ...stamps });
  await db.insert(accounts).values({ id: key, accountId, name: `${mark}-production`, isSimulated: false, credential: { kind: 'access_key', credentialId: ownAccount.ids.credential }, regions: ['us-east-1', `${mark}-region`], defaultRegion: 'us-east-1', status: 'inactive', statusReason: `${mark} is parked`, parkedBy: 'person', origin: 'person', tags: { owner: mark }, ...stamps });
  await plantAgent(store, { agentId: ids.agent, executionId: ids.execution, accountKey: key, seen: [planted], mark }, at);
  await plantFinding(store, { id: ids.finding, accountId, mark, principal }, at);
  await plantFinding(store, { id: `${mark}-shared-finding`, accountId, mark, principal: sharedPrincipal }, at);
  await db.insert(findingDecisions).values({ findingId: ids.finding, verdict: 'true-positive', note: `${mark} note`, by: `${mark}-judge`, at: at.toISOString(), closed: false });
  await db.insert(quietAlerts).values(
    Array.from({ length: 6 }, (_, day) => {
      const then = new Date(at.getTime() - day * dayMs);
      return { ruleId: plantedRule, fingerprint: `${mark}-quiet-${day}`, day: then.toISOString().slice(0, 10), why: 'staged' as const, accountId, region: 'us-east-1', severity: 'low' as const, title: `${mark} quiet`, summary: mark, principal, at: then.toISOString(), eventId: `${mark}-quiet-${day}`, raw: recordOf(planted, then) };
    }),
  );
  await db.insert(activityHabits).values([
    { key: `${accountId} ${principal}`, principal, peers: `${accountId} user`, untilDay: 40_000, lines: '' },
    { key: `${accountId} ${sharedPrincipal}`, principal: sharedPrincipal, peers: `${accountId} role`, untilDay: 40_000, lines: '' },
  ]);
  const minutes = emptyDay();
  markMinutes(minutes, { from: 0, to: 600 }, 'seen');
  const day = new Date(now.getTime() - dayMs).toISOString().slice(0, 10);
  await db.insert(activityPlaces).values({ accountId, region: `${mark}-region`, state: 'watching', since: at, seenTo: at, source: 's3', trouble: `${mark} trouble` });
  await db.insert(activityCoverage).values({ accountId, region: `${mark}-region`, day, minutes: dayAsText(minutes), lags: {} });
  await db.insert(activityDigests).values({ accountId, region: 'us-east-1', trail: `arn:aws:cloudtrail:us-east-1:${accountId}:trail/${mark}`, state: 'verified', verifiedAt: at, digests: 3, files: 4, problems: 0 });
  await db.insert(activityQuarantine).values({ id: ids.quarantined, origin: `s3://${mark}-logs/a`, source: 's3', what: 'object', reason: `${mark} is broken`, excerpt: mark, accountId, region: 'us-east-1', timesSeen: 1, firstSeenAt: at, lastSeenAt: at });
  await openAudit({ store, clock: () => at }).add([{ actor: { kind: 'user', id: `${mark}-judge`, name: `${mark}-judge` }, action: 'account.changed', subject: { kind: 'account', id: key, accountId }, detail: { mark }, address: '198.51.100.7' }]);
}

/** Kept events of the account: one of its own principal, one of the shared one. */
export function plantedEvents(planted: PlantedAccount, now: Date): ActivityRow[] {
  const { accountId, principal, ids, mark } = planted;
  const at = new Date(now.getTime() - 3 * 3_600_000);
  const event = (eventId: string, arn: string): ActivityRow => {
    const facts = eventOf(planted, { eventId, arn, at });
    return lakeRow(facts, { actor: { name: `${mark}-actor`, kind: 'user' }, severity: 'high', ruleIds: [plantedRule], raw: JSON.stringify({ ...recordOf(planted, at), eventID: eventId, [`${mark}Field`]: mark }) });
  };
  return [event(ids.event, principal), event(`${mark}-shared-event`, sharedPrincipal), ...Array.from({ length: 5 }, (_, more) => event(`${mark}-event-of-${accountId}-${more}`, principal))];
}

export interface PlantedAgent {
  readonly agentId: string;
  readonly executionId: string;
  /** Null is every account. */
  readonly accountKey: string | null;
  readonly seen: readonly Pick<PlantedAccount, 'accountId' | 'mark'>[];
  readonly mark: string;
}

export async function plantAgent({ db }: Store, { agentId, executionId, accountKey, seen, mark }: PlantedAgent, at: Date): Promise<void> {
  await db.insert(agents).values({ id: agentId, typeId: 'cloudtrail-monitoring', name: `${mark} agent`, accountId: accountKey, settings: {}, every: '1h', state: 'stopped', createdAt: at, updatedAt: at });
  await db.insert(executions).values({ id: executionId, agentId, trigger: 'manual', status: 'failed', startedAt: at, endedAt: at, counts: { events: 5 }, gapCount: seen.length, error: `${mark} failed` });
  await db.insert(executionLogs).values({ executionId, at, level: 'info', message: `${mark} was read`, fields: { accountIds: seen.map(({ accountId }) => accountId) } });
  await db.insert(executionGaps).values(seen.map((one) => ({ executionId, gap: gap({ accountId: one.accountId, region: `${one.mark}-region`, because: `${one.mark} could not be read` }) })));
}

async function plantFinding({ db }: Store, { id, accountId, mark, principal }: { id: string; accountId: string; mark: string; principal: string }, at: Date): Promise<void> {
  const stamp = at.toISOString();
  const { evidence: _none, ...draft } = findingDraft({ fingerprint: id, accountId, principal, title: `${mark} stopped a trail`, summary: `${mark} did it`, resource: `${mark}-trail`, isSimulated: false, firstSeenAt: stamp, lastSeenAt: stamp, tags: [mark] });
  await db.insert(findings).values({ ...draft, actor: null, id, producerId: draft.producer.id, severityRank: severityRank(draft.severity), status: 'open', evidenceCount: 1, decision: null, createdAt: stamp, updatedAt: stamp });
  await plantEvidence({ db }, { findingId: id, id: `${id}-event`, accountId, mark, principal }, at);
}

/** One more event that a finding stands on, of whichever account. */
export async function plantEvidence({ db }: Pick<Store, 'db'>, { findingId, id, accountId, mark, principal }: { findingId: string; id: string; accountId: string; mark: string; principal: string }, at: Date): Promise<void> {
  const event = { ...activity({ eventId: id, accountId, at: at.toISOString(), userAgent: `${mark}-agent` }), principal: { ...activity().principal, arn: principal, name: mark, accountId } };
  await db.insert(findingEvidence).values({ findingId, key: `activity:${id}`, at: at.toISOString(), body: { kind: 'activity', activity: event, raw: { eventName: 'StopLogging', mark } } });
}

function eventOf({ accountId, mark }: PlantedAccount, { eventId, arn, at }: { eventId: string; arn: string; at: Date }): Partial<Activity> {
  return { eventId, accountId, at: at.toISOString(), region: 'us-east-1', principal: { ...activity().principal, arn, name: arn.split('/').at(-1) ?? mark, accountId, accessKeyId: `AKIA${mark.toUpperCase()}` }, userAgent: `${mark}-agent/1`, sourceAddress: '203.0.113.66', errorMessage: `${mark} message`, resources: [{ arn: `arn:aws:s3:::${mark}-bucket`, type: null }] };
}

function recordOf({ accountId, principal, mark }: PlantedAccount, at: Date): Record<string, unknown> {
  return cloudTrailRecord({ eventTime: at.toISOString(), recipientAccountId: accountId, userIdentity: { type: 'IAMUser', arn: principal, userName: `${mark}-mallory`, accountId, accessKeyId: `AKIA${mark.toUpperCase()}` }, userAgent: `${mark}-agent/1` });
}
