import { openSessionLinks, type OpenSessionLinks } from '../../watch/activity/actors/open-session-links.ts';
import { openRecordReader, type RecordReader } from '../../watch/activity/read-records.ts';
import type { Rule } from '../../watch/activity/sigma/rule.ts';
import type { RunContext } from '../runtime/agent-type.ts';
import type { IngestDeps } from './ingest-batch.ts';
import { noteRecord, type NotedRecord } from './note-record.ts';
import { rememberRecent, type RecentIds } from './recent-ids.ts';

/** Compiled once per list of rules, and kept for as long as the list is. */
const kept = new WeakMap<readonly Rule[], { readonly reader: RecordReader<NotedRecord>; readonly measured: RecentIds; readonly links: OpenSessionLinks }>();

export function ingestDepsOf<Settings>({ store, live, clock, lake, rules, correlations, book, noise }: RunContext<Settings>): IngestDeps {
  const own = kept.get(rules) ?? { reader: openRecordReader(rules, noteRecord), measured: rememberRecent(), links: openSessionLinks({ store, clock }) };
  kept.set(rules, own);
  return { store, live, clock, lake, correlations, book, budget: noise?.budget, ...own };
}
