import type { AwsSession } from '../../../base/aws/door.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Delivery } from './delivery.ts';

export const lookupEventsActions = ['cloudtrail:LookupEvents'] as const;

/** A part of what was asked for. Everything from `doneDownTo` to the end of the time asked for has now been handed over. */
export interface LookupSlice {
  readonly delivery: Delivery;
  readonly doneDownTo: Date;
  readonly events: number;
}

export interface LookupOptions {
  readonly from: Date;
  readonly to: Date;
  readonly clock: Clock;
  /** Stops after about so many pages, each of which is a call. */
  readonly mostPages?: number;
}

/** The first page is handed over at once, so that a new account is seen within seconds; then more and more at a time. */
const mostPagesPerDelivery = 20;

/** What CloudTrail kept of [from, to] in one account and region, newest first, some pages at a time. */
export async function* lookupEvents(session: AwsSession, { from, to, clock, mostPages = Infinity }: LookupOptions): AsyncGenerator<LookupSlice> {
  const input = { StartTime: from, EndTime: to, MaxResults: 50 };
  const place = { accountId: session.account.accountId, region: session.region };
  let texts: string[] = [];
  let oldest = to;
  let pages = 0;
  let waitingPages = 0;
  let pagesPerDelivery = 1;
  const take = (doneDownTo: Date): LookupSlice => {
    const origin = `lookup-events/${place.accountId}/${place.region}/${doneDownTo.toISOString()}/${to.toISOString()}`;
    const delivery: Delivery = { origin, kind: 'lookup-events', ...place, bytes: Buffer.from(texts.join('\n')), deliveredAt: clock() };
    const events = texts.length;
    texts = [];
    waitingPages = 0;
    pagesPerDelivery = Math.min(mostPagesPerDelivery, pagesPerDelivery * 3);
    return { delivery, doneDownTo, events };
  };
  for await (const page of session.pages('cloudtrail', 'LookupEvents', input)) {
    pages += 1;
    waitingPages += 1;
    for (const { EventId, EventTime, CloudTrailEvent } of page.Events ?? []) {
      // An event without its record is for quarantine, like any other that cannot be read.
      texts.push(CloudTrailEvent ?? JSON.stringify({ eventID: EventId ?? null, eventTime: EventTime ?? null }));
      if (EventTime && EventTime < oldest) oldest = EventTime;
    }
    const isProgress = oldest.getTime() < to.getTime() - 1_000;
    if (pages >= mostPages && isProgress && page.NextToken !== undefined) {
      // Of the second in which it stopped there may be more.
      yield take(new Date(oldest.getTime() + 1_000));
      return;
    }
    if (waitingPages >= pagesPerDelivery && page.NextToken !== undefined) yield take(new Date(Math.min(to.getTime(), oldest.getTime() + 1_000)));
  }
  yield take(from);
}
