import type { RecordReader, UnreadRecord } from '../../watch/activity/read-records.ts';
import { readLocalText, type LocalText } from '../../watch/activity/sources/local-files.ts';
import type { NotedRecord } from './note-record.ts';
import { recordsPerBatch } from './open-batches.ts';

/** A text that was read, or a part of it. */
export interface TextPart<Records = readonly NotedRecord[]> {
  /** The place of the text among those that were asked for. */
  readonly text: number;
  readonly records: Records;
  readonly unread: readonly UnreadRecord[];
  /** Of its last part. */
  readonly end: TextEnd | null;
}

/** What cannot be read of a text is its own fault here: whatever else goes wrong is thrown. */
export type TextEnd = { readonly status: 'read' } | { readonly status: 'broken'; readonly because: string };

/** Reads texts in their order. What was read of one is told in parts, so that never more than so many records are in memory. */
export async function* readTexts(reader: RecordReader<NotedRecord>, { texts, stdin }: { texts: readonly LocalText[]; stdin: NodeJS.ReadableStream }): AsyncGenerator<TextPart> {
  for (const [at, text] of texts.entries()) yield* readText(reader, { text, at, stdin });
}

async function* readText(reader: RecordReader<NotedRecord>, { text, at, stdin }: { text: LocalText; at: number; stdin: NodeJS.ReadableStream }): AsyncGenerator<TextPart> {
  let records: NotedRecord[] = [];
  let unread: UnreadRecord[] = [];
  const take = (end: TextEnd | null): TextPart => {
    const part = { text: at, records, unread, end };
    records = [];
    unread = [];
    return part;
  };
  const gather = () => {
    const read = reader.take();
    records = records.concat(read.records);
    unread = unread.concat(read.unread);
  };
  let end: TextEnd = { status: 'read' };
  try {
    for await (const piece of readLocalText(text, stdin)) {
      reader.feed(piece);
      gather();
      if (records.length >= recordsPerBatch) yield take(null);
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    end = { status: 'broken', because: reasonOf(error) };
  } finally {
    reader.end();
    gather();
  }
  yield take(end);
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
