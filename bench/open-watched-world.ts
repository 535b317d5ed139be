import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { followTraces, type TracesDeps } from '../src/agents/activity/follow-traces.ts';
import type { IngestDeps } from '../src/agents/activity/ingest-batch.ts';
import { readDelivery } from '../src/agents/activity/ingest-delivery.ts';
import { openBatches } from '../src/agents/activity/open-batches.ts';
import { noteRecord } from '../src/agents/activity/note-record.ts';
import { rememberRecent } from '../src/agents/activity/recent-ids.ts';
import { openDuckDb } from '../src/base/lake/open-duckdb.ts';
import { openLiveEvents } from '../src/base/live/open-live-events.ts';
import type { Severity } from '../src/core/severity.ts';
import { loadStories } from '../src/sim/load-stories.ts';
import { createWorld, type WorldOptions } from '../src/sim/world/create-world.ts';
import { watchedRegions } from '../src/sim/world/estate/account-plans.ts';
import type { World } from '../src/sim/world/world.ts';
import { openEmbeddedTestStore } from '../src/testing/open-test-store.ts';
import { quietLog } from '../src/testing/quiet-log.ts';
import { openSessionLinks } from '../src/watch/activity/actors/open-session-links.ts';
import { openBehaviour } from '../src/watch/activity/behaviour/open-behaviour.ts';
import { openActivityLake } from '../src/watch/activity/lake/open-activity-lake.ts';
import { openRecordReader } from '../src/watch/activity/read-records.ts';
import { openRuleBook } from '../src/watch/activity/rulebook/rule-book.ts';
import { loadRules } from '../src/watch/activity/sigma/load-rules.ts';

export interface WatchedFinding {
  readonly id: string;
  readonly producer: string;
  readonly severity: Severity;
  readonly accountId: string;
  readonly principal: string | null;
  readonly firstSeenAt: string;
  readonly eventIds: readonly string[];
  /** The days of the events that a rule or habit was about. */
  readonly days: readonly string[];
}

export interface WatchedWorld {
  readonly world: World;
  readonly accounts: number;
  readonly records: () => number;
  /** Lets time pass and hands over all that happened, some hours at a time, as log files would. */
  watch(hours: number): Promise<void>;
  findings(): Promise<WatchedFinding[]>;
  close(): Promise<void>;
}

const hourMs = 3_600_000;
const members = 4;
/** As the watch would after a short absence: what came is stored together. */
const hoursAtOnce = 1;

/** A simulated organisation and all that judges and keeps what happens in it, in simulated time. */
export async function openWatchedWorld({ startedAt, plan }: { startedAt: Date; plan: NonNullable<WorldOptions['plan']> }): Promise<WatchedWorld> {
  let now = startedAt;
  const clock = () => now;
  const store = await openEmbeddedTestStore();
  const live = await openLiveEvents({ log: quietLog });
  const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-bench-watched-'));
  const duckdb = openDuckDb({ folder, memoryMb: 256, threads: 2 });
  const { rules, correlations } = await loadRules([fileURLToPath(new URL('../rules', import.meta.url))]);
  const deps: IngestDeps & TracesDeps = {
    store,
    live,
    clock,
    lake: openActivityLake({ folder, duckdb }),
    reader: openRecordReader(rules, noteRecord),
    correlations,
    book: openRuleBook({ store, clock, rules: [...rules, ...correlations] }),
    behaviour: openBehaviour({ store, clock }),
    links: openSessionLinks({ store, clock }),
    measured: rememberRecent(),
  };
  const world = createWorld({ seed: 42, accounts: members, startedAt, clock, readerActions: [], stories: await loadStories(), plan });
  // Nobody listens: telling queues of each file would only take time.
  for (const { buckets } of world.accounts.values()) for (const bucket of buckets.values()) delete bucket.notifications;
  let records = 0;

  return {
    world,
    accounts: world.accounts.size,
    records: () => records,
    async watch(hours) {
      for (let hour = 0; hour < hours; hour += hoursAtOnce) {
        const from = now;
        now = new Date(now.getTime() + hoursAtOnce * hourMs);
        world.advance();
        const batches = openBatches(deps, { isSimulated: true }, () => undefined);
        for (const accountId of world.accounts.keys()) {
          for (const region of watchedRegions) {
            const happened = world.activity.between({ accountId, region }, { from, to: new Date(now.getTime() - 1) });
            if (happened.length === 0) continue;
            records += happened.length;
            const origin = `s3://trail/AWSLogs/${accountId}/CloudTrail/${region}/${from.toISOString()}.json.gz`;
            await batches.add(readDelivery(deps, { delivery: { origin, kind: 's3', accountId, region, bytes: Buffer.from(JSON.stringify({ Records: happened })), deliveredAt: now } }));
          }
        }
        await batches.end();
        await followTraces(deps);
      }
    },
    async findings() {
      const { rows } = await store.execute(
        `select f.id, f.producer_id as producer, f.severity, f.account_id as "accountId", f.principal, f.first_seen_at as "firstSeenAt", array_agg(e.body #>> '{activity,eventId}') as "eventIds", array_agg(distinct substr(e.body #>> '{activity,at}', 1, 10)) as days from findings f join finding_evidence e on e.finding_id = f.id group by f.id order by f.first_seen_at`,
      );
      return rows.map(findingOf);
    },
    async close() {
      await duckdb.close();
      await live.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Guarantee: the rows are of the statement above, whose columns have these names and types. */
function findingOf(row: Record<string, unknown>): WatchedFinding {
  const finding = row as unknown as WatchedFinding;
  return { ...finding, firstSeenAt: new Date(finding.firstSeenAt).toISOString() };
}
