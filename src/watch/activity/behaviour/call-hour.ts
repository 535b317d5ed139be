import { encodeCount, mergeCount, nothingCounted, type DistinctCount } from './distinct-count.ts';
import type { HabitRow } from './habit-rows.ts';

/** How often one API was called within the hour. */
export interface ApiCounts {
  readonly api: string;
  readonly calls: DistinctCount;
  readonly errors: DistinctCount;
  /** What has been written of it for later hours to be compared with. */
  writtenCalls: number;
  writtenErrors: number;
}

/** What was called within one hour of an account and region, each event once. */
export interface CallHour extends HabitRow {
  readonly accountId: string;
  readonly region: string;
  /** Hours since 1970-01-01 UTC. */
  readonly hour: number;
  readonly apis: Map<string, ApiCounts>;
  metIn: number;
}

/** Longer than any source tells of an event twice: what comes again later only lowers nothing. */
const daysKept = 4;

export function newCallHour({ accountId, region, hour }: Pick<CallHour, 'accountId' | 'region' | 'hour'>): CallHour {
  const apis = new Map<string, ApiCounts>();
  return {
    key: `hour ${accountId} ${region} ${hour}`,
    accountId,
    region,
    hour,
    apis,
    principal: null,
    peers: null,
    oddDay: null,
    untilDay: Math.floor(hour / 24) + daysKept,
    isIntroduced: true,
    readAtMs: 0,
    unsaved: new Map(),
    changes: 0,
    metIn: 0,
    names: () => [...apis.keys()],
    lineOf(name) {
      const { calls, errors } = countsOf(apis, name);
      return `${name}\t${encodeCount(calls)}\t${encodeCount(errors)}`;
    },
    merge(lines) {
      for (const line of lines.split('\n')) {
        const [api = '', calls = '', errors = ''] = line.split('\t');
        const counts = countsOf(apis, api);
        mergeCount(counts.calls, calls);
        mergeCount(counts.errors, errors);
      }
    },
  };
}

/** Of a key that it has given itself. */
export function callHourOfKey(key: string): CallHour | null {
  const [, accountId = '', region = '', hour = ''] = /^hour (\S+) (.*) (\d+)$/.exec(key) ?? [];
  return hour === '' ? null : newCallHour({ accountId, region, hour: Number(hour) });
}

export function countsOf(apis: Map<string, ApiCounts>, api: string): ApiCounts {
  const known = apis.get(api);
  if (known) return known;
  const counts: ApiCounts = { api, calls: nothingCounted(), errors: nothingCounted(), writtenCalls: 0, writtenErrors: 0 };
  apis.set(api, counts);
  return counts;
}
