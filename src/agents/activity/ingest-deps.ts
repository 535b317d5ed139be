import { durationMs } from '../../core/duration.ts';
import type { NoiseControl } from '../../respond/noise/noise-control.ts';
import { openSessionLinks, type OpenSessionLinks } from '../../watch/activity/actors/open-session-links.ts';
import { openBehaviour, type Behaviour } from '../../watch/activity/behaviour/open-behaviour.ts';
import type { Learning } from '../../watch/activity/behaviour/weigh-unusual.ts';
import { openRecordReader, type RecordReader } from '../../watch/activity/read-records.ts';
import type { Rule } from '../../watch/activity/sigma/rule.ts';
import type { IngestDeps } from './ingest-batch.ts';
import { noteRecord, type NotedRecord } from './note-record.ts';
import { rememberRecent, type RecentIds } from './recent-ids.ts';
import type { WatchContext } from './watch-place.ts';
import type { WatchSettings } from './watch-settings.ts';

/** Compiled once per list of rules, and kept for as long as the list is. */
const kept = new WeakMap<readonly Rule[], { readonly reader: RecordReader<NotedRecord>; readonly measured: RecentIds; readonly links: OpenSessionLinks; readonly behaviours: Map<string, Behaviour> }>();

export interface IngestContext extends Pick<WatchContext, 'store' | 'live' | 'clock' | 'lake' | 'rules' | 'correlations' | 'book' | 'settings'> {
  readonly noise?: Pick<NoiseControl, 'budget'>;
}

export function ingestDepsOf({ store, live, clock, lake, rules, correlations, book, noise, settings }: IngestContext): IngestDeps {
  const own = kept.get(rules) ?? { reader: openRecordReader(rules, noteRecord), measured: rememberRecent(), links: openSessionLinks({ store, clock }), behaviours: new Map<string, Behaviour>() };
  kept.set(rules, own);
  const { behaviours, ...deps } = own;
  const learning = learningOf(settings);
  const name = JSON.stringify(learning);
  const behaviour = behaviours.get(name) ?? openBehaviour({ store, clock, learning });
  behaviours.set(name, behaviour);
  return { store, live, clock, lake, correlations, book, budget: noise?.budget, behaviour, ...deps };
}

function learningOf({ learnFor, learnActiveDays, habitHalfLife, habitMemory }: WatchSettings): Learning {
  const days = (text: string) => durationMs(text) / 86_400_000;
  return { days: days(learnFor), activeDays: learnActiveDays, halfLifeDays: days(habitHalfLife), memoryDays: days(habitMemory) };
}
