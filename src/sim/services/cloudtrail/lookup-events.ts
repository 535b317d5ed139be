import type { Event, LookupAttribute } from '@aws-sdk/client-cloudtrail';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AwsRefusal } from '../../aws-refusal.ts';
import { defineHandlers } from '../../define-handlers.ts';
import type { CallContext } from '../../call-context.ts';
import type { InsightRecord } from '../../delivery/open-insights.ts';
import { pageOf } from '../../page-of.ts';
import type { CloudTrailRecord } from '../../world/cloudtrail-record.ts';

const keptMs = 90 * 86_400_000;
const mostResults = 50;
/** A search for something rare gets pages with little or nothing on them, as from AWS, rather than having to wait for months to be read. */
const recordsPerPage = 20_000;
/** Others get their turn in between. */
const recordsPerTurn = 500;

export default defineHandlers('cloudtrail', {
  async LookupEvents(input, context) {
    const { world, account, region, now, signal } = context;
    const size = input.MaxResults ?? mostResults;
    if (size < 1 || size > mostResults) throw new AwsRefusal('InvalidMaxResultsException', `MaxResults must be between 1 and ${mostResults}`);
    const [attribute, ...more] = input.LookupAttributes ?? [];
    if (more.length > 0) throw new AwsRefusal('InvalidLookupAttributesException', 'Only one lookup attribute may be given');
    const from = Math.max(input.StartTime?.getTime() ?? 0, now.getTime() - keptMs);
    const to = Math.min(input.EndTime?.getTime() ?? now.getTime(), now.getTime());
    if (input.StartTime && input.EndTime && input.StartTime > input.EndTime) throw new AwsRefusal('InvalidTimeRangeException', 'The start time is after the end time');

    if (input.EventCategory !== undefined) {
      if (input.EventCategory !== 'insight') throw new AwsRefusal('InvalidEventCategoryException', `There is no event category ${String(input.EventCategory)}`);
      const found = insightsIn(context, { from: new Date(from), to: new Date(to) }, attribute).map(describeInsight);
      const { items, next } = pageOf(found, { token: input.NextToken, size, most: mostResults, badToken: 'InvalidNextTokenException' });
      return { Events: items, ...(next === undefined ? {} : { NextToken: next }) };
    }

    const after = input.NextToken === undefined ? undefined : readToken(input.NextToken);
    const events: Event[] = [];
    let last: CloudTrailRecord | undefined;
    let hasMore = false;
    let isPast = after === undefined;
    let seen = 0;
    // Newest first; a page goes on right behind the last event of the one before, whatever has arrived since.
    const end = after === undefined ? to : Math.min(to, Date.parse(after.time));
    for (const record of world.activity.lookup({ accountId: account.id, region: region.name }, { from: new Date(from), to: new Date(end) })) {
      seen += 1;
      if (seen % recordsPerTurn === 0) {
        await nextTurn();
        signal.throwIfAborted();
      }
      if (!isPast) {
        if (record.eventTime === after?.time && record.eventID !== after.id) continue;
        isPast = true;
        if (record.eventID === after?.id) continue;
      }
      if (events.length === size || seen > recordsPerPage) {
        hasMore = true;
        break;
      }
      last = record;
      if (!attribute || fits(record, attribute)) events.push(describe(record));
    }
    return { Events: events, ...(hasMore && last ? { NextToken: writeToken(last) } : {}) };
  },
});

function describe(record: CloudTrailRecord): Event {
  return {
    EventId: record.eventID,
    EventName: record.eventName,
    EventSource: record.eventSource,
    EventTime: new Date(record.eventTime),
    ReadOnly: String(record.readOnly),
    Username: userName(record),
    ...(record.userIdentity.accessKeyId === undefined ? {} : { AccessKeyId: record.userIdentity.accessKeyId }),
    Resources: (record.resources ?? []).map(({ ARN, type }) => ({ ResourceName: ARN, ...(type === undefined ? {} : { ResourceType: type }) })),
    CloudTrailEvent: JSON.stringify(record),
  };
}

/** Newest first. Insights can be asked for by three attributes only. */
function insightsIn({ world, account, region }: CallContext, window: { from: Date; to: Date }, attribute: LookupAttribute | undefined): InsightRecord[] {
  const newest = world.trailFiles.insights.between({ accountId: account.id, region: region.name }, window).reverse();
  if (!attribute) return newest;
  const { AttributeKey: key, AttributeValue: value } = attribute;
  return newest.filter(({ eventID, insightDetails: { eventName, eventSource } }) => {
    if (key === 'EventId') return eventID === value;
    if (key === 'EventName') return eventName === value;
    if (key === 'EventSource') return eventSource === value;
    throw new AwsRefusal('InvalidLookupAttributesException', `Insights events cannot be looked up by ${String(key)}`);
  });
}

function describeInsight(record: InsightRecord): Event {
  const { eventName, eventSource } = record.insightDetails;
  return { EventId: record.eventID, EventName: eventName, EventSource: eventSource, EventTime: new Date(record.eventTime), Resources: [], CloudTrailEvent: JSON.stringify(record) };
}

function userName({ userIdentity }: CloudTrailRecord): string {
  if (userIdentity.type === 'Root') return 'root';
  return userIdentity.userName ?? userIdentity.arn?.split('/').at(-1) ?? userIdentity.invokedBy ?? '-';
}

function fits(record: CloudTrailRecord, { AttributeKey: key, AttributeValue: value }: LookupAttribute): boolean {
  switch (key) {
    case 'EventId':
      return record.eventID === value;
    case 'EventName':
      return record.eventName === value;
    case 'EventSource':
      return record.eventSource === value;
    case 'ReadOnly':
      return String(record.readOnly) === value;
    case 'Username':
      return userName(record) === value;
    case 'AccessKeyId':
      return record.userIdentity.accessKeyId === value;
    case 'ResourceName':
      return (record.resources ?? []).some(({ ARN }) => ARN === value || ARN.endsWith(`/${value}`) || ARN.endsWith(`:${value}`));
    case 'ResourceType':
      return (record.resources ?? []).some(({ type }) => type === value);
    default:
      throw new AwsRefusal('InvalidLookupAttributesException', `There is no lookup attribute ${String(key)}`);
  }
}

function writeToken(record: CloudTrailRecord): string {
  return Buffer.from(`${record.eventTime}|${record.eventID}`).toString('base64');
}

function readToken(token: string): { time: string; id: string } {
  const [time = '', id] = Buffer.from(token, 'base64').toString('utf8').split('|');
  if (id === undefined || Number.isNaN(Date.parse(time))) throw new AwsRefusal('InvalidNextTokenException', 'The token is not valid');
  return { time, id };
}
