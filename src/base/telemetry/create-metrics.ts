import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Log } from './create-log.ts';

export interface CallCount {
  readonly service: string;
  readonly operation: string;
  readonly calls: number;
  readonly failures: number;
  readonly retries: number;
  readonly usd: number;
}

export interface BreakerCount {
  readonly service: string;
  readonly state: 'closed' | 'open' | 'half-open';
}

export interface QueueDepth {
  readonly waiting: number;
  readonly active: number;
  readonly dead: number;
}

export interface PlaceCoverageCount {
  readonly accountId: string;
  readonly region: string;
  /** Of the last hours, what was seen or late: 0 to 1. */
  readonly ratio: number;
  readonly isBlind: boolean;
  readonly sources: readonly { readonly source: string; readonly p50Seconds: number; readonly p95Seconds: number }[];
  /** What the digests of its trails have proven. */
  readonly trails: readonly { readonly trail: string; readonly digests: number; readonly files: number; readonly problems: number; readonly verifiedToSeconds: number }[];
}

/** What Prometheus is told. Every name begins with `watchkeeper_`; labels never hold what has no bound, such as ids. */
export interface Metrics {
  httpRequest(facts: { method: string; route: string; status: number; seconds: number }): void;
  /** Returns the function that tells of its end. */
  eventStreamOpened(): () => void;
  eventStreamDropped(): void;
  execution(facts: { agentType: string; status: string; seconds: number; gaps: number }): void;
  finding(facts: { producer: string; severity: string; isNew: boolean }): void;
  /** Asked at each scrape. */
  watchAws(read: { calls: () => readonly CallCount[]; breakers: () => readonly BreakerCount[] }): void;
  /** Asked at each scrape. */
  watchQueue(kind: string, depth: () => Promise<QueueDepth>): void;
  /** Asked at each scrape. */
  watchCoverage(read: () => Promise<readonly PlaceCoverageCount[]>): void;
  /** Prometheus text, and the content type it goes by. */
  expose(): Promise<{ text: string; contentType: string }>;
}

export function createMetrics({ version, log }: { version: string; log: Log }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'watchkeeper_' });
  new Gauge({ name: 'watchkeeper_build_info', help: 'Always 1; the version is its label', labelNames: ['version'], registers }).set({ version }, 1);

  const requests = new Histogram({
    name: 'watchkeeper_http_request_duration_seconds',
    help: 'How long HTTP requests took',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const streams = new Gauge({ name: 'watchkeeper_event_streams', help: 'Open streams of live events', registers });
  const droppedStreams = new Counter({ name: 'watchkeeper_event_streams_dropped_total', help: 'Streams ended because their reader was too slow', registers });
  const executions = new Histogram({
    name: 'watchkeeper_execution_duration_seconds',
    help: "How long agents' executions took",
    labelNames: ['agent_type', 'status'],
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600],
    registers,
  });
  const gaps = new Counter({ name: 'watchkeeper_gaps_total', help: 'Places that an execution could not look at', labelNames: ['agent_type'], registers });
  const findings = new Counter({
    name: 'watchkeeper_findings_total',
    help: 'Findings recorded, the ones seen again included',
    labelNames: ['producer', 'severity', 'is_new'],
    registers,
  });

  return {
    httpRequest: ({ seconds, method, route, status }) => requests.observe({ method, route, status }, seconds),
    eventStreamOpened() {
      streams.inc();
      return () => streams.dec();
    },
    eventStreamDropped: () => droppedStreams.inc(),
    execution({ agentType, status, seconds, gaps: count }) {
      executions.observe({ agent_type: agentType, status }, seconds);
      gaps.inc({ agent_type: agentType }, count);
    },
    finding: ({ producer, severity, isNew }) => findings.inc({ producer, severity, is_new: String(isNew) }),
    watchAws: ({ calls, breakers }) => watchAws(registry, calls, breakers),
    watchQueue: queueWatcher(registry, log),
    watchCoverage: (read) => watchCoverage(registry, log, read),
    expose: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}

/** The ledger keeps the counts; a scrape copies them, so that nothing is counted twice. */
function watchAws(registry: Registry, calls: () => readonly CallCount[], breakers: () => readonly BreakerCount[]): void {
  const registers = [registry];
  const labelNames = ['service', 'operation'];
  const retries = new Counter({ name: 'watchkeeper_aws_retries_total', help: 'Tries of AWS calls after the first', labelNames, registers });
  const usd = new Counter({ name: 'watchkeeper_aws_cost_usd_total', help: 'What AWS bills for the calls made', labelNames, registers });
  registry.registerMetric(new Counter({
    name: 'watchkeeper_aws_calls_total',
    help: 'Calls to AWS by how they ended',
    labelNames: [...labelNames, 'outcome'],
    registers: [],
    collect() {
      for (const counter of [this, retries, usd]) counter.reset();
      for (const { service, operation, calls: made, failures, retries: retried, usd: billed } of calls()) {
        this.inc({ service, operation, outcome: 'succeeded' }, made - failures);
        this.inc({ service, operation, outcome: 'failed' }, failures);
        retries.inc({ service, operation }, retried);
        usd.inc({ service, operation }, billed);
      }
    },
  }));
  registry.registerMetric(new Gauge({
    name: 'watchkeeper_aws_breakers',
    help: 'Circuit breakers by state',
    labelNames: ['service', 'state'],
    registers: [],
    collect() {
      this.reset();
      for (const { service, state } of breakers()) this.inc({ service, state });
    },
  }));
}

function queueWatcher(registry: Registry, log: Log): Metrics['watchQueue'] {
  const kinds = new Map<string, () => Promise<QueueDepth>>();
  registry.registerMetric(new Gauge({
    name: 'watchkeeper_queue_jobs',
    help: 'Jobs by kind of work and state',
    labelNames: ['kind', 'state'],
    registers: [],
    async collect() {
      this.reset();
      await Promise.all(
        [...kinds].map(async ([kind, depth]) => {
          const counts = await depth().catch((error: unknown) => log.warn({ err: error, kind }, 'A scrape could not read the depth of the queue'));
          if (!counts) return;
          for (const state of ['waiting', 'active', 'dead'] as const) this.set({ kind, state }, counts[state]);
        }),
      );
    },
  }));
  return (kind, depth) => void kinds.set(kind, depth);
}

/** Accounts and regions are labels here: there are as many as are watched, and no more. */
function watchCoverage(registry: Registry, log: Log, read: () => Promise<readonly PlaceCoverageCount[]>): void {
  let reading: Promise<void> | undefined;
  // Read once in a scrape, whichever of the gauges asks first.
  const collect = () => (reading ??= fill().finally(() => (reading = undefined)));
  const gauge = (name: string, help: string, ...more: string[]) => new Gauge({ name, help, labelNames: ['account', 'region', ...more], registers: [registry], collect });
  const ratios = gauge('watchkeeper_activity_coverage_ratio', 'Of the minutes of the last 24 hours, those whose activity was read');
  const blind = gauge('watchkeeper_activity_blind', '1 where activity is not seen any more');
  const lag = gauge('watchkeeper_activity_lag_seconds', 'From an event to when it could be read, over the last 24 hours', 'source', 'quantile');
  const digests = gauge('watchkeeper_trail_digests_verified', 'Digests of a trail whose signature and place in the chain were verified', 'trail');
  const files = gauge('watchkeeper_trail_files_verified', 'Log files whose hash was compared with what CloudTrail signed', 'trail');
  const problems = gauge('watchkeeper_trail_problems', 'Digests and log files that are missing, changed, smuggled in or unsigned', 'trail');
  const verifiedTo = gauge('watchkeeper_trail_verified_to_seconds', 'The end of the newest hour that a digest vouches for, as Unix time; 0 before the first', 'trail');

  async function fill(): Promise<void> {
    const places = await read().catch((error: unknown) => log.warn({ err: error }, 'A scrape could not read the coverage'));
    if (!places) return;
    for (const one of [ratios, blind, lag, digests, files, problems, verifiedTo]) one.reset();
    for (const { accountId: account, region, ratio, isBlind, sources, trails } of places) {
      ratios.set({ account, region }, ratio);
      blind.set({ account, region }, isBlind ? 1 : 0);
      for (const { source, p50Seconds, p95Seconds } of sources) {
        lag.set({ account, region, source, quantile: '0.5' }, p50Seconds);
        lag.set({ account, region, source, quantile: '0.95' }, p95Seconds);
      }
      for (const { trail, ...of } of trails) {
        digests.set({ account, region, trail }, of.digests);
        files.set({ account, region, trail }, of.files);
        problems.set({ account, region, trail }, of.problems);
        verifiedTo.set({ account, region, trail }, of.verifiedToSeconds);
      }
    }
  }
}
