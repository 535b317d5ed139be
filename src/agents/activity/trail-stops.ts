import { sqlText } from '../../base/lake/sql-text.ts';
import { within, type Span, type Stretch } from '../../watch/activity/coverage/spans.ts';
import { sqlTime } from '../../watch/activity/lake/filter-sql.ts';
import { askLake } from '../../watch/activity/lake/lake-view.ts';
import type { FoundTrail } from '../../watch/activity/sources/find-trails.ts';
import type { WatchContext } from './watch-place.ts';

interface Switch {
  readonly at: Date;
  readonly isOn: boolean;
}

/**
 * When a trail was not logging in a time. CloudTrail tells of the last stop and start alone; what was before, the events say.
 * What happened then is never delivered.
 */
export async function stopsOf(context: WatchContext, trail: FoundTrail, span: Span): Promise<Stretch[]> {
  const { startedAt, stoppedAt, isLogging } = trail;
  const isSwitched = [startedAt, stoppedAt].some((at) => at !== null && at >= span.from);
  if (!isSwitched && isLogging) return [];
  const told: Switch[] = [...(stoppedAt ? [{ at: stoppedAt, isOn: false }] : []), ...(startedAt ? [{ at: startedAt, isOn: true }] : [])];
  const switches = [...told, ...(isSwitched ? await switchesIn(context, trail, span) : [])].sort((a, b) => a.at.getTime() - b.at.getTime());
  const stops: Stretch[] = [];
  let off: Date | undefined;
  for (const { at, isOn } of switches) {
    // A trail that begins after the time began was not there before.
    if (isOn && (off || stops.length === 0) && at > span.from) stops.push({ from: off ?? span.from, to: at });
    if (isOn) off = undefined;
    else off ??= at;
  }
  if (!isLogging) stops.push({ from: off ?? span.from, to: null });
  return stops.filter((stop) => within(span, [stop]).length > 0);
}

/** When none of the trails that deliver all of a region was logging; undefined where no trail does. */
export async function uncoveredOf(context: WatchContext, trails: readonly FoundTrail[], { region, span }: { region: string; span: Span }): Promise<Span[] | undefined> {
  const delivering = trails.filter((trail) => trail.isComplete && (trail.isMultiRegion || trail.homeRegion === region));
  if (delivering.length === 0) return undefined;
  let uncovered: Span[] = [span];
  for (const trail of delivering) {
    const stops = await stopsOf(context, trail, span);
    uncovered = uncovered.flatMap((one) => within(one, stops));
  }
  return uncovered;
}

async function switchesIn({ lake, signal }: WatchContext, { name, arn }: FoundTrail, { from, to }: Span): Promise<Switch[]> {
  const named = `(raw->>'$.requestParameters.name') in (${sqlText(name)}, ${sqlText(arn)})`;
  const rows = await askLake(lake, { from: from.getTime(), to: to.getTime(), accountIds: [arn.split(':')[4] ?? ''] }, {
    signal,
    sql: (events) => `select action, epoch_ms(event_time) as at from ${events} where event_time >= ${sqlTime(from.getTime())} and event_time < ${sqlTime(to.getTime())}
      and service = 'cloudtrail' and action in ('StopLogging', 'StartLogging', 'DeleteTrail') and error_code is null and ${named}`,
  });
  return rows.map((row) => ({ at: new Date(Number(row['at'])), isOn: row['action'] === 'StartLogging' }));
}
