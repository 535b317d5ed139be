import type { AwsSession } from '../../../base/aws/door.ts';
import { cloudTrailRecordSchema, type CloudTrailRecord } from '../cloudtrail-record.ts';

export const lookupEventsActions = ['cloudtrail:LookupEvents'] as const;

export interface LookupPage {
  readonly records: CloudTrailRecord[];
  /** Events whose record could not be read, with the reason. */
  readonly unreadable: { eventId: string; because: string }[];
}

/** What CloudTrail kept of [from, to] in one account and region, a page at a time, newest first. */
export async function* lookupEvents(session: AwsSession, window: { from: Date; to: Date }): AsyncGenerator<LookupPage> {
  const input = { StartTime: window.from, EndTime: window.to, MaxResults: 50 };
  for await (const page of session.pages('cloudtrail', 'LookupEvents', input)) {
    const records: CloudTrailRecord[] = [];
    const unreadable: LookupPage['unreadable'] = [];
    for (const event of page.Events ?? []) {
      const read = readRecord(event.CloudTrailEvent);
      if (typeof read === 'string') unreadable.push({ eventId: event.EventId ?? 'without an id', because: read });
      else records.push(read);
    }
    yield { records, unreadable };
  }
}

function readRecord(json: string | undefined): CloudTrailRecord | string {
  if (json === undefined) return 'the event carries no record';
  try {
    const parsed = cloudTrailRecordSchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  } catch (error) {
    if (error instanceof SyntaxError) return 'the record is not JSON';
    throw error;
  }
}
