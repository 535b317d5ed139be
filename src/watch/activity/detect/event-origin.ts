import type { CloudTrailRecord } from '../cloudtrail-record.ts';

/** Who did what and where, without the event's own time and id: what the events of a correlation often share. */
export interface EventOrigin {
  readonly eventSource: string;
  readonly eventName: string;
  readonly accountId: string;
  readonly region: string;
  readonly principal: string;
  readonly sourceIPAddress: string | null;
}

const known = new Map<string, EventOrigin>();
const mostKnown = 50_000;

/** The same object for the same facts, so that keeping it for many events costs little. */
export function originOf({ eventSource, eventName, awsRegion, recipientAccountId, sourceIPAddress, userIdentity }: CloudTrailRecord): EventOrigin {
  const principal = userIdentity.arn ?? userIdentity.userName ?? userIdentity.invokedBy ?? userIdentity.principalId ?? 'unknown';
  const key = `${eventName} ${eventSource} ${principal} ${sourceIPAddress} ${awsRegion} ${recipientAccountId}`;
  const before = known.get(key);
  if (before) return before;
  if (known.size >= mostKnown) known.clear();
  const origin = { eventSource, eventName, accountId: recipientAccountId ?? userIdentity.accountId ?? '', region: awsRegion, principal, sourceIPAddress: sourceIPAddress ?? null };
  known.set(key, origin);
  return origin;
}
