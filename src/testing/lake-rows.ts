import type { Activity } from '../core/activity.ts';
import type { ActivityRow } from '../watch/activity/lake/activity-row.ts';
import { activity } from './builders.ts';

/** A row of the lake about one event. */
export function lakeRow(facts: Partial<Activity> = {}, others: Partial<ActivityRow> = {}): ActivityRow {
  const event = activity(facts);
  return { activity: event, eventType: 'AwsApiCall', category: 'Management', actor: null, severity: null, ruleIds: [], raw: JSON.stringify({ eventVersion: '1.11', eventID: event.eventId, eventType: 'AwsApiCall', eventCategory: 'Management' }), ...others };
}

/** So many events, a second apart, numbered from `from`. */
export function lakeRows(count: number, { from = 0, start = '2026-11-20T12:00:00.000Z', everyMs = 1_000 } = {}): ActivityRow[] {
  return Array.from({ length: count }, (_, at) => lakeRow({ eventId: `event-${from + at}`, at: new Date(Date.parse(start) + at * everyMs).toISOString() }));
}
