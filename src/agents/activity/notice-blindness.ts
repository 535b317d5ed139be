import { durationMs } from '../../core/duration.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { recordFindings } from '../../respond/findings/record-findings.ts';
import { resolveFindings } from '../../respond/findings/resolve-findings.ts';
import { changePlace, meetPlace, type PlaceRow } from '../../watch/activity/coverage/keep-place.ts';
import { lookupDelayMs, type WatchContext, type WatchedPlace } from './watch-place.ts';

/** Says when a place has not been seen for too long, and takes it back once it is seen again: well within the time, so that it does not flutter. */
export async function noticeBlindness(context: WatchContext, { account, region }: WatchedPlace): Promise<void> {
  const { store, clock, settings } = context;
  const now = clock();
  const place = { accountId: account.accountId, region };
  const row = await meetPlace(store.db, place, now);
  const unseenMs = now.getTime() - (row.seenTo ?? row.since).getTime() - (row.seenTo ? lookupDelayMs : 0);
  const limitMs = durationMs(settings.blindAfter);
  if (unseenMs > limitMs && row.state !== 'blind') {
    await recordFindings(context, [blindFinding(row, { isSimulated: account.isSimulated, now })]);
    await changePlace(store.db, place, { state: 'blind', since: now });
  } else if (row.seenTo && unseenMs < limitMs / 2 && row.state !== 'watching') {
    await resolveFindings(context, [fingerprintOf(row)]);
    await changePlace(store.db, place, { state: 'watching', since: now });
  }
}

function fingerprintOf({ accountId, region }: PlaceRow): string {
  return ['going-blind', accountId, region].join('|');
}

function blindFinding(row: PlaceRow, { isSimulated, now }: { isSimulated: boolean; now: Date }): FindingDraft {
  const { accountId, region, trouble, seenTo, since } = row;
  const from = (seenTo ?? since).toISOString();
  const because = trouble ?? `Nothing could be read from ${region} of account ${accountId}`;
  return {
    fingerprint: fingerprintOf(row),
    producer: { kind: 'detector', id: 'activity/going-blind' },
    severity: 'high',
    title: 'Activity of an account and region is not seen any more',
    summary: `Nothing that happened in ${region} of account ${accountId} after ${from} has been seen. ${because}`,
    why: 'What happens where nobody looks raises no findings. Whoever wants to stay unseen stops the trail or takes the permission away first.',
    remedy: 'Look at the gaps of the agent: give back the permission that is missing, start the trail again, or see why AWS does not answer. It closes by itself once the place is seen again, and what was missed is read then.',
    accountId,
    region,
    isSimulated,
    principal: null,
    resource: null,
    tags: ['attack.t1562.008'],
    firstSeenAt: from,
    lastSeenAt: now.toISOString(),
    evidence: [{ kind: 'gap', gap: { reason: 'unreachable', accountId, region, service: 'cloudtrail', operation: 'LookupEvents', action: null, because, at: now.toISOString() } }],
  };
}
