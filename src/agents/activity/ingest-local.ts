import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Db } from '../../base/store/store.ts';
import { doneAmong, markDone } from '../../watch/activity/coverage/done-deliveries.ts';
import { keepQuarantined } from '../../watch/activity/coverage/quarantine.ts';
import type { Delivery } from '../../watch/activity/sources/delivery.ts';
import { readLocalText, type LocalText } from '../../watch/activity/sources/local-files.ts';
import type { IngestDeps, ReadDelivery } from './ingest-batch.ts';
import { openBatches, recordsPerBatch, type Batches } from './open-batches.ts';

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
  readonly stdin: NodeJS.ReadableStream;
  readonly isSimulated: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (done: LocalIngest) => void;
}

const nothing: LocalIngest = { files: 0, skipped: 0, records: 0, matches: 0, findings: 0, kept: 0, repeated: 0, unread: 0 };

/** Ingests local files in their order. A file that is done with is remembered by its size and time, and not read again. */
export async function ingestLocal(deps: IngestDeps, { texts, stdin, isSimulated, signal, onProgress }: LocalIngestOptions): Promise<LocalIngest> {
  let sum = nothing;
  const add = (one: Partial<LocalIngest>) => {
    sum = { ...sum, ...Object.fromEntries(Object.entries(one).map(([key, value]) => [key, value + numberAt(sum, key)])) };
    onProgress(sum);
  };
  const files = await Promise.all(texts.map(async (text) => ({ text, ...(await identify(text)) })));
  const done = await doneAmong(deps.store.db, files);
  const batches = openBatches(deps, { isSimulated }, ({ unread, ...counts }, parts) => add({ ...counts, unread: unread.length, files: parts.filter(({ isWhole }) => isWhole).length }));
  for (const file of files) {
    if (signal.aborted) break;
    if (file.origin !== standardInput && done.has(file.origin)) add({ skipped: 1 });
    else await readText(deps, file, { stdin, signal, batches, add });
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

interface TextOptions extends Pick<LocalIngestOptions, 'stdin' | 'signal'> {
  readonly batches: Batches;
  readonly add: (one: Partial<LocalIngest>) => void;
}

async function readText({ reader, clock, store }: IngestDeps, { text, origin, version }: LocalFile, { stdin, signal, batches, add }: TextOptions): Promise<void> {
  const deliveredAt = clock();
  let part = 0;
  let read: Pick<ReadDelivery, 'records' | 'unread'> = reader.take();
  const gather = () => {
    const { records, unread } = reader.take();
    read = { records: [...read.records, ...records], unread: [...read.unread, ...unread] };
  };
  const keep = async (isWhole: boolean) => {
    const taken = read;
    read = { records: [], unread: [] };
    const delivery: Delivery = { origin: part === 0 ? origin : `${origin}#${part}`, kind: 'file', accountId: null, region: null, bytes: new Uint8Array(), deliveredAt };
    part += 1;
    const commit = (db: Db) => markDone(db, { origin, source: 'file', version }, clock());
    await batches.add({ ...taken, delivery, isWhole, commit: isWhole && origin !== standardInput ? commit : undefined });
  };

  let trouble: unknown;
  try {
    for await (const piece of readLocalText(text, stdin)) {
      signal.throwIfAborted();
      reader.feed(piece);
      gather();
      if (read.records.length >= recordsPerBatch) await keep(false);
    }
  } catch (error) {
    if (!isUnreadable(error)) {
      reader.end();
      reader.take();
      if (signal.aborted) return;
      throw error;
    }
    trouble = error;
  }
  reader.end();
  gather();
  await keep(trouble === undefined);
  if (trouble === undefined) return;
  add({ files: 1, unread: 1 });
  await keepQuarantined(store.db, [{ origin, source: 'file', what: 'object', reason: reasonOf(trouble), excerpt: '', accountId: null, region: null }], clock());
}

function numberAt(sum: LocalIngest, key: string): number {
  const value: unknown = Reflect.get(sum, key);
  return typeof value === 'number' ? value : 0;
}

/** The file's own fault, as opposed to the store's or ours. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^(?:Z_|ERR_BUFFER|EACCES|EPERM|ENOENT|EISDIR|EIO)/.test(String(error.code));
}

function reasonOf(error: unknown): string {
  const code = String(Reflect.get(Object(error), 'code'));
  if (code === 'Z_BUF_ERROR') return 'the compressed text ends in the middle';
  if (code.startsWith('Z_')) return 'it cannot be inflated';
  return 'it may not be read, or is gone';
}
