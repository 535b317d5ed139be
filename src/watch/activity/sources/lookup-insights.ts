import type { AwsSession } from '../../../base/aws/door.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Delivery } from './delivery.ts';
import { insightsDelivery } from './insights-delivery.ts';

/** What CloudTrail Insights noticed in [from, to] of one account and region. It answers with nothing where no trail has Insights. */
export async function lookupInsights(session: AwsSession, { from, to, clock }: { from: Date; to: Date; clock: Clock }): Promise<Delivery> {
  const texts: string[] = [];
  for await (const page of session.pages('cloudtrail', 'LookupEvents', { StartTime: from, EndTime: to, EventCategory: 'insight', MaxResults: 50 })) {
    // One without its record is for quarantine, like any other that cannot be read.
    for (const { EventId, EventTime, CloudTrailEvent } of page.Events ?? []) texts.push(CloudTrailEvent ?? JSON.stringify({ eventID: EventId ?? null, eventTime: EventTime ?? null }));
  }
  const place = { accountId: session.account.accountId, region: session.region };
  return insightsDelivery(texts, { origin: `lookup-events/insights/${place.accountId}/${place.region}/${from.toISOString()}/${to.toISOString()}`, ...place, deliveredAt: clock() });
}
