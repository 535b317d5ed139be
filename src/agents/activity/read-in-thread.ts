import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Placeholders } from '../../watch/activity/sigma/placeholders.ts';
import type { Rule } from '../../watch/activity/sigma/rule.ts';
import type { LocalText } from '../../watch/activity/sources/local-files.ts';
import { unpackRecords, type PackedRecords } from './pack-records.ts';
import type { TextPart } from './read-texts.ts';

export interface ReadingOrder {
  readonly texts: readonly LocalText[];
  /** Rules are functions, which no other thread can be given: it reads them again. */
  readonly rulePaths: readonly string[];
  readonly placeholders: Placeholders;
}

export type ReadingMessage = { readonly kind: 'part'; readonly part: TextPart<PackedRecords> } | { readonly kind: 'end' };

/** As `readTexts`, on a processor of its own. `rules` are those of the paths. */
export async function* readInThread(order: ReadingOrder, rules: readonly Rule[]): AsyncGenerator<TextPart> {
  const thread = new Worker(new URL('./reading-thread.ts', import.meta.url), { workerData: order });
  try {
    for await (const message of on(thread, 'message', { close: ['exit'] })) {
      const said = messageOf(message);
      if (said.kind === 'end') return;
      // oxlint-disable-next-line require-post-message-target-origin -- a thread, no window
      thread.postMessage('taken');
      yield { ...said.part, records: unpackRecords(said.part.records, rules) };
    }
    throw new Error('The thread that reads ended before it was done');
  } finally {
    await thread.terminate();
  }
}

/** Guarantee: the thread says nothing else. */
function messageOf([message]: readonly unknown[]): ReadingMessage {
  return message as ReadingMessage;
}
