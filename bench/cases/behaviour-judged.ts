import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { openMemoryStore } from '../../src/base/store/open-embedded-store.ts';
import { openSessionLinks } from '../../src/watch/activity/actors/open-session-links.ts';
import { openBehaviour } from '../../src/watch/activity/behaviour/open-behaviour.ts';
import { normaliseActivity } from '../../src/watch/activity/normalise-activity.ts';
import { parseJson } from '../../src/watch/activity/parse-json.ts';
import { readRecord } from '../../src/watch/activity/read-record.ts';
import { unwrapRecords } from '../../src/watch/activity/scan/unwrap-record.ts';
import { openBenchCorpus } from '../bench-corpus.ts';
import type { BenchCase } from '../bench-case.ts';

const eventsPerBatch = 10_000;

/** The processor's time, since others may be at work on the machine. */
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

export const benchCase: BenchCase = {
  title: 'who stands behind each event, its habits and rates, judged and stored in an embedded store, against what Node alone needs to gunzip and JSON.parse the same files',
  unit: 'ms',
  better: 'lower',
  warmUp: 1,
  rounds: 5,
  async open() {
    const corpus = await openBenchCorpus();
    return { subject: () => judgeFiles(corpus.files), against: { name: 'gunzip and JSON.parse', measure: () => parseFiles(corpus.files) }, close: () => corpus.remove() };
  },
};

async function parseFiles(files: readonly string[]): Promise<number> {
  let spentMs = 0;
  for (const file of files) {
    const bytes = await readFile(file);
    const startedMs = cpuMs();
    parseJson(gunzipSync(bytes).toString());
    spentMs += cpuMs() - startedMs;
  }
  return spentMs;
}

/** Only what is judged and stored is counted, not the reading. Each round begins with a store that knows nobody. */
async function judgeFiles(files: readonly string[]): Promise<number> {
  const store = await openMemoryStore();
  const clock = () => new Date();
  const behaviour = openBehaviour({ store, clock });
  const links = openSessionLinks({ store, clock });
  let spentMs = 0;
  let waiting: ReturnType<typeof recordsIn> = [];
  const judge = async () => {
    const events = waiting.map((record) => ({ activity: normaliseActivity(record, ''), raw: record }));
    const startedMs = cpuMs();
    const { learned } = await links.prepare(waiting);
    for (const record of waiting) links.actorOf(record);
    const { changes } = await behaviour.judge(events, { isSimulated: true });
    await store.db.transaction(async (db) => {
      await changes.commit(db);
      await links.commit(db, learned);
    });
    changes.kept();
    spentMs += cpuMs() - startedMs;
    waiting = [];
  };
  for (const file of files) {
    waiting = [...waiting, ...recordsIn(gunzipSync(await readFile(file)).toString())];
    if (waiting.length >= eventsPerBatch) await judge();
  }
  await judge();
  await store.close();
  return spentMs;
}

function recordsIn(text: string) {
  return unwrapRecords(parseJson(text)).map(readRecord).filter((record) => typeof record !== 'string');
}
