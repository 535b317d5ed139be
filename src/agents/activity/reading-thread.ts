import { parentPort, workerData } from 'node:worker_threads';
import { openRecordReader } from '../../watch/activity/read-records.ts';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { noteRecord } from './note-record.ts';
import { packRecords } from './pack-records.ts';
import type { ReadingMessage, ReadingOrder } from './read-in-thread.ts';
import { readTexts } from './read-texts.ts';

/** Reads texts in a thread of its own, a few parts ahead of whoever takes them. */
const partsAhead = 2;

if (!parentPort) throw new Error('This is the beginning of a thread');
const port = parentPort;
const { texts, rulePaths, placeholders } = orderOf(workerData);
const { rules } = await loadRules(rulePaths, placeholders);
const places = new Map(rules.map((rule, place) => [rule, place]));
const say = (message: ReadingMessage) => port.postMessage(message, message.kind === 'part' ? [message.part.records.raw.buffer, message.part.records.words.buffer] : []);

let ahead = 0;
let goOn: (() => void) | undefined;
port.on('message', () => {
  ahead -= 1;
  goOn?.();
});

for await (const { records, ...part } of readTexts(openRecordReader(rules, noteRecord), { texts, stdin: process.stdin })) {
  say({ kind: 'part', part: { ...part, records: packRecords(records, places) } });
  ahead += 1;
  while (ahead > partsAhead) await new Promise<void>((resolve) => (goOn = resolve));
}
say({ kind: 'end' });
port.close();

/** Guarantee: `readInThread` alone begins this thread, with an order. */
function orderOf(data: unknown): ReadingOrder {
  return data as ReadingOrder;
}
