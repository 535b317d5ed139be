import type { Gap } from '../../../core/gap.ts';
import { forEachLimited } from '../../../core/for-each-limited.ts';
import { factsOfCorrelation, factsOfMatch, type MatchFacts } from '../../../watch/activity/detect/match-facts.ts';
import { openDetector } from '../../../watch/activity/detect/open-detector.ts';
import { usualRemedy } from '../../../watch/activity/judge-activity.ts';
import type { CorrelationRule, Rule } from '../../../watch/activity/sigma/rule.ts';
import { lookupEvents, lookupEventsActions } from '../../../watch/activity/sources/lookup-events.ts';
import { defineScanPart, type ScanContext, type ScanFinding, type ScanResult } from '../scan-part.ts';

const regionsAtOnce = 20;
const mostEventIds = 20;

interface ReadRegion {
  readonly region: string;
  readonly events: number;
  readonly readFrom: Date;
}

export default defineScanPart({
  title: 'Activity',
  place: 30,
  iamActions: [...lookupEventsActions],
  async look(context): Promise<ScanResult> {
    const { rules, since, regions } = context;
    const found = new Map<string, ScanFinding>();
    let broken = 0;
    const note = (facts: MatchFacts, rule: Rule | CorrelationRule) => add(found, facts, rule);
    const detector = openDetector({
      ...rules,
      since,
      onMatch: (match) => note(factsOfMatch(match), match.rule),
      onBroken: ({ isRecord }) => {
        if (isRecord) broken += 1;
      },
    });
    const gaps: Gap[] = [];
    const read: ReadRegion[] = [];
    // CloudTrail's limit is per region, so that many regions take hardly longer than one.
    await forEachLimited(regions, regionsAtOnce, async (region) => {
      const one = await readRegion(context, region, (bytes) => {
        detector.feed(bytes);
        detector.endText();
      });
      gaps.push(...one.gaps);
      read.push(one.read);
      context.tell(`${read.length} of ${regions.length} regions, ${detector.records.toLocaleString('en')} events`);
    });
    for (const correlated of detector.correlated()) if (correlated.rule.alerts) note(factsOfCorrelation(correlated), correlated.rule);
    const unread = broken === 0 ? [] : [`${broken} ${broken === 1 ? 'event' : 'events'} could not be read`];
    return { findings: [...found.values()], gaps, seen: [...seenOf(read, context), ...unread] };
  },
});

async function readRegion({ session, since, clock, mostPages, signal }: ScanContext, region: string, onBytes: (bytes: Uint8Array) => void): Promise<{ read: ReadRegion; gaps: Gap[] }> {
  const to = clock();
  const asked = session(region);
  let events = 0;
  let readFrom = to;
  const looked = await asked.orGap(async () => {
    for await (const slice of lookupEvents(asked, { from: since, to, clock, mostPages })) {
      onBytes(slice.delivery.bytes);
      events += slice.events;
      readFrom = slice.doneDownTo;
      if (signal.aborted) break;
    }
  });
  return { read: { region, events, readFrom }, gaps: looked.ok ? [] : [looked.gap] };
}

function add(found: Map<string, ScanFinding>, facts: MatchFacts, rule: Rule | CorrelationRule): void {
  const key = `${rule.id}|${facts.accountId}|${facts.region}|${facts.principal}`;
  const before = found.get(key);
  const eventIds = [...(before?.eventIds ?? []), ...(facts.eventIDs ?? [facts.eventID])].slice(0, mostEventIds);
  const isLatest = !before || (before.at ?? '') <= facts.eventTime;
  found.set(key, {
    severity: rule.severity,
    id: rule.id,
    title: facts.title,
    accountId: facts.accountId,
    region: facts.region,
    principal: facts.principal === '' ? null : facts.principal,
    at: isLatest ? facts.eventTime : before.at,
    summary: isLatest ? withoutDescription(facts, rule) : before.summary,
    why: rule.file.why ?? rule.file.description,
    remedy: rule.file.runbook ?? usualRemedy,
    times: (before?.times ?? 0) + 1,
    eventIds,
  });
}

function withoutDescription({ explanation }: MatchFacts, { file: { description } }: Rule | CorrelationRule): string {
  return explanation.endsWith(description) ? explanation.slice(0, explanation.length - description.length).trimEnd() : explanation;
}

/** How far back each region was read: what is older was not judged, and the report must not look as if it had been. */
function seenOf(read: readonly ReadRegion[], { since }: ScanContext): string[] {
  const events = read.reduce((sum, one) => sum + one.events, 0);
  const short = read.filter(({ readFrom }) => readFrom > since).sort((a, b) => a.region.localeCompare(b.region));
  const whole = `${events.toLocaleString('en')} events in ${read.length} ${read.length === 1 ? 'region' : 'regions'} since ${minuteOf(since)}`;
  return [whole, ...short.map(({ region, readFrom, events: count }) => `${region}: only back to ${minuteOf(readFrom)}, the newest ${count.toLocaleString('en')} events; older ones were not read`)];
}

function minuteOf(at: Date): string {
  return `${at.toISOString().slice(0, 16)}Z`;
}
