import { lt } from 'drizzle-orm';
import type { Db, Store } from '../../../base/store/store.ts';
import type { Activity } from '../../../core/activity.ts';
import type { Clock } from '../../../core/clock.ts';
import type { FindingDraft } from '../../../core/finding.ts';
import { countsOf, newCallHour, type ApiCounts, type CallHour } from './call-hour.ts';
import { countHash, estimate, hashOf } from './distinct-count.ts';
import { draftRate, type RateEvent } from './draft-rate.ts';
import type { HabitRows } from './habit-rows.ts';
import type { Api } from './known-apis.ts';
import { noteWritten, readPast, writeRates } from './rate-history.ts';
import { activityRates } from './tables.ts';
import { rateMemoryHours, unusualFrom, usualRate, type UsualRate } from './usual-rate.ts';

/** How often each API is called in an hour, and how often it fails, against its own past. */
export interface Rates {
  hourOf(activity: Activity): CallHour;
  count(counted: Counted, callHour: CallHour, { api, event }: { readonly api: Api; readonly event: RateEvent }): void;
  judge(counted: Counted, about: { readonly isSimulated: boolean; readonly learningDays: number }): Promise<FindingDraft[]>;
  commit(db: Db): Promise<() => void>;
  /** Only while nobody is counting. */
  trim(): void;
  forget(): Promise<void>;
}

/** What a batch has counted. */
export type Counted = Map<ApiCounts, Touched>;

interface Touched {
  readonly callHour: CallHour;
  readonly api: Api;
  readonly counts: ApiCounts;
  /** The first few of each kind. */
  readonly events: RateEvent[];
  readonly failed: RateEvent[];
}

type Usual = Readonly<Record<'calls' | 'errors', UsualRate | null>>;

/** Fewer in an hour are never told of. */
const leastTold = { calls: 60, errors: 20 } as const;
const mostEvidence = 5;
const mostHours = 1_000;
const mostUsual = 20_000;
const hourMs = 3_600_000;

export function openRates({ store, clock, rows }: { store: Store; clock: Clock; rows: HabitRows }): Rates {
  const hours = new Map<string, CallHour>();
  const usual = new Map<string, Usual>();
  const unwritten = new Set<CallHour>();
  let last: { readonly callHour: CallHour; readonly hourText: string } | null = null;

  const learnUsual = async (touched: readonly Touched[], learningDays: number) => {
    if (usual.size > mostUsual) usual.clear();
    for (const [callHour, some] of Map.groupBy(touched.filter((one) => !usual.has(usualKey(one))), (one) => one.callHour)) {
      const { covered, past } = await readPast(store, callHour, some.map(({ api }) => api.name));
      const of = (kind: 'calls' | 'errors', api: Api) => usualRate(past.get(api.name) ?? [], { hour: callHour.hour, covered, learningDays, least: leastTold[kind], of: kind });
      for (const one of some) usual.set(usualKey(one), { calls: of('calls', one.api), errors: of('errors', one.api) });
    }
  };

  return {
    hourOf(activity) {
      if (last && activity.at.startsWith(last.hourText) && last.callHour.region === activity.region && last.callHour.accountId === activity.accountId) return last.callHour;
      const about = { accountId: activity.accountId, region: activity.region, hour: Math.floor(Date.parse(activity.at) / hourMs) };
      const key = `${about.accountId} ${about.region} ${about.hour}`;
      const callHour = hours.get(key) ?? newCallHour(about);
      hours.set(key, callHour);
      last = { callHour, hourText: activity.at.slice(0, 13) };
      return callHour;
    },
    count(counted, callHour, { api, event }) {
      const counts = countsOf(callHour.apis, api.name);
      const hash = hashOf(event.activity.eventId);
      const hasFailed = event.activity.errorCode !== null;
      const isMore = countHash(counts.calls, hash);
      if ((hasFailed && countHash(counts.errors, hash)) || isMore) {
        rows.changed(callHour, api.name);
        unwritten.add(callHour);
      }
      let touched = counted.get(counts);
      if (!touched) {
        touched = { callHour, api, counts, events: [], failed: [] };
        counted.set(counts, touched);
      }
      if (touched.events.length < mostEvidence) touched.events.push(event);
      if (hasFailed && touched.failed.length < mostEvidence) touched.failed.push(event);
    },
    async judge(counted, { isSimulated, learningDays }) {
      const many = [...counted.values()].filter(({ counts }) => estimate(counts.calls) >= leastTold.calls || estimate(counts.errors) >= leastTold.errors);
      await learnUsual(many, learningDays);
      const totals = new Map<CallHour, number>();
      return many.flatMap((one) =>
        (['calls', 'errors'] as const).flatMap((kind) => {
          const observed = estimate(one.counts[kind]);
          const rate = usual.get(usualKey(one))?.[kind];
          if (!rate || observed < rate.from) return [];
          const total = totals.get(one.callHour) ?? totalOf(one.callHour);
          totals.set(one.callHour, total);
          return observed >= unusualFrom(rate, total - estimate(one.counts.calls)) ? draftRate({ kind, api: one.api, callHour: one.callHour, observed, rate, events: kind === 'calls' ? one.events : one.failed, isSimulated }) : [];
        }),
      );
    },
    async commit(db) {
      const written = await writeRates(db, unwritten);
      return () => {
        for (const one of written) {
          noteWritten(one);
          if (one.callHour.changes === one.changes) unwritten.delete(one.callHour);
        }
      };
    },
    trim() {
      if (hours.size <= mostHours) return;
      last = null;
      for (const [key, callHour] of hours) {
        if (hours.size <= mostHours * 0.8) return;
        if (!rows.isChanged(callHour) && !unwritten.has(callHour)) hours.delete(key);
      }
    },
    async forget() {
      await store.db.delete(activityRates).where(lt(activityRates.hour, Math.floor(clock().getTime() / hourMs) - rateMemoryHours - 24));
    },
  };
}

function totalOf({ apis }: CallHour): number {
  let total = 0;
  for (const { calls } of apis.values()) total += estimate(calls);
  return total;
}

function usualKey({ callHour, api }: Touched): string {
  return `${callHour.key} ${api.name}`;
}
