import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Db } from '../../base/store/store.ts';
import { doneAmong, markDone } from '../../watch/activity/coverage/done-deliveries.ts';
import { keepQuarantined } from '../../watch/activity/coverage/quarantine.ts';
import type { LocalText } from '../../watch/activity/sources/local-files.ts';
import type { IngestDeps, ReadDelivery } from './ingest-batch.ts';
import { openBatches } from './open-batches.ts';
import type { TextPart } from './read-texts.ts';

export interface LocalIngest {
  readonly files: number;
  /** Files that an earlier run was done with. */
  readonly skipped: number;
  readonly records: number;
  readonly matches: number;
  readonly findings: number;
  readonly kept: number;
  readonly repeated: number;
  /** Records and files that went to quarantine. */
  readonly unread: number;
}

export interface LocalIngestOptions {
  readonly texts: readonly LocalText[];
  readonly read: (texts: readonly LocalText[]) => AsyncIterable<TextPart>;
  readonly isSimulated: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (done: LocalIngest) => void;
}

const nothing: LocalIngest = { files: 0, skipped: 0, records: 0, matches: 0, findings: 0, kept: 0, repeated: 0, unread: 0 };

/** Ingests local files in their order. A file that is done with is remembered by its size and time, and not read again. */
export async function ingestLocal(deps: IngestDeps, { texts, read, isSimulated, signal, onProgress }: LocalIngestOptions): Promise<LocalIngest> {
  let sum = nothing;
  const add = (one: Partial<LocalIngest>) => {
    sum = { ...sum, ...Object.fromEntries(Object.entries(one).map(([key, value]) => [key, value + numberAt(sum, key)])) };
    onProgress(sum);
  };
  const files = await Promise.all(texts.map(async (text) => ({ text, ...(await identify(text)) })));
  const done = await doneAmong(deps.store.db, files);
  const unread = files.filter(({ origin }) => origin === standardInput || !done.has(origin));
  if (unread.length < files.length) add({ skipped: files.length - unread.length });
  const batches = openBatches(deps, { isSimulated }, ({ unread: broken, ...counts }, parts) => add({ ...counts, unread: broken.length, files: parts.filter(({ isWhole }) => isWhole).length }));
  const places = new Map<LocalFile, number>();
  for await (const part of read(unread.map(({ text }) => text))) {
    if (signal.aborted) break;
    const file = unread[part.text];
    if (!file) continue;
    const place = places.get(file) ?? 0;
    places.set(file, place + 1);
    await batches.add(deliveryOf(deps, { file, part, place }));
    if (part.end?.status === 'broken') add(await keepBroken(deps, file, part.end.because));
  }
  await batches.end();
  return sum;
}

const standardInput = 'file:-';

interface LocalFile {
  readonly text: LocalText;
  readonly origin: string;
  readonly version: string;
}

async function identify({ name, bytes }: LocalText): Promise<Pick<LocalFile, 'origin' | 'version'>> {
  if (name === '-') return { origin: standardInput, version: '' };
  const { mtimeMs } = await stat(name);
  return { origin: `file:${resolve(name)}`, version: createHash('sha256').update(`${bytes} ${mtimeMs}`).digest('hex').slice(0, 16) };
}

function deliveryOf({ clock }: IngestDeps, { file, part, place }: { file: LocalFile; part: TextPart; place: number }): ReadDelivery {
  const { origin, version } = file;
  const isWhole = part.end?.status === 'read';
  const commit = (db: Db) => markDone(db, { origin, source: 'file', version }, clock());
  return {
    delivery: { origin: place === 0 ? origin : `${origin}#${place}`, kind: 'file', accountId: null, region: null, bytes: new Uint8Array(), deliveredAt: clock() },
    records: part.records,
    unread: part.unread,
    isWhole,
    commit: isWhole && origin !== standardInput ? commit : undefined,
  };
}

async function keepBroken({ store, clock }: IngestDeps, { origin }: LocalFile, reason: string): Promise<Partial<LocalIngest>> {
  await keepQuarantined(store.db, [{ origin, source: 'file', what: 'object', reason, excerpt: '', accountId: null, region: null }], clock());
  return { files: 1, unread: 1 };
}

function numberAt(sum: LocalIngest, key: string): number {
  const value: unknown = Reflect.get(sum, key);
  return typeof value === 'number' ? value : 0;
}
