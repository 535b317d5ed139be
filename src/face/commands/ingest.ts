import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ingestDepsOf } from '../../agents/activity/ingest-deps.ts';
import { ingestLocal, type LocalIngest } from '../../agents/activity/ingest-local.ts';
import { readInThread } from '../../agents/activity/read-in-thread.ts';
import { readTexts } from '../../agents/activity/read-texts.ts';
import { watchSettingsInUse } from '../../agents/activity/watch-settings-in-use.ts';
import { openDuckDb } from '../../base/lake/open-duckdb.ts';
import { openLiveEvents } from '../../base/live/open-live-events.ts';
import { openStore } from '../../base/store/open-store.ts';
import { createLog } from '../../base/telemetry/create-log.ts';
import { AppError, exitCodes, type ExitCode } from '../../core/app-error.ts';
import { systemClock } from '../../core/clock.ts';
import { openActivityLake } from '../../watch/activity/lake/open-activity-lake.ts';
import { openRuleBook } from '../../watch/activity/rulebook/rule-book.ts';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { listLocalTexts, type LocalText } from '../../watch/activity/sources/local-files.ts';
import { defineCommand } from '../cli/define-command.ts';

const builtInRules = fileURLToPath(new URL('../../../rules', import.meta.url));
/** What comparing ids with kept files may take. */
const lakeMemoryMb = 192;

export default defineCommand({
  title: 'Takes CloudTrail records from files into the store and the lake',
  about: `Reads what the paths name: files, folders with all below them, and - for standard input. Records are judged by every rule and
kept, each event once, wherever else it comes from. Interrupted or started again it goes on where it was: a file that is
done with is not read again unless it has changed. What cannot be read goes to quarantine with its reason, and the rest goes on.
With the embedded store the server must not be running. It ends with 3 when something could not be read.`,
  arguments: [{ name: 'path', about: 'A file, a folder, or - for standard input', isRequired: true, isMany: true }],
  options: {
    simulated: { type: 'boolean', about: 'Marks what is found as made up, wherever a person sees it' },
    data: { type: 'string', short: 'd', setting: 'data.folder', placeholder: 'FOLDER', about: 'The data folder' },
  },
  formats: ['text', 'json', 'jsonl', 'csv', 'markdown', 'html'],
  examples: [
    { command: 'watchkeeper ingest ./AWSLogs', about: 'A copy of what a trail has delivered' },
    { command: 'aws s3 cp s3://trail/…json.gz - | watchkeeper ingest -', about: 'One object' },
  ],
  async run({ arguments: { path: paths }, options, config: loadConfig, io, paint, progress, signal, print }): Promise<ExitCode> {
    const startedMs = performance.now();
    const { config } = await loadConfig();
    const rulePaths = [builtInRules, ...config.rules.paths.map((path) => resolve(path))];
    const { rules, correlations, refused } = await loadRules(rulePaths, config.rules.placeholders);
    for (const { file, line, because } of refused) io.stderr.write(`${paint('yellow', 'refused')} ${file}:${line}: ${because}\n`);
    const texts = await listLocalTexts(paths);
    const store = await openStore({ dataFolder: config.data.folder, databaseUrl: config.store.databaseUrl });
    const folder = join(resolve(config.data.folder), 'lake');
    const duckdb = openDuckDb({ folder, memoryMb: lakeMemoryMb, threads: 2 });
    const live = await openLiveEvents({ redisUrl: config.cache.redisUrl, log: createLog({ level: 'silent', format: 'json' }) });
    try {
      const telling = progress('Ingesting');
      const book = openRuleBook({ store, clock: systemClock, rules: [...rules, ...correlations], stagedStatuses: config.rules.staging.statuses });
      const noise = { budget: { perDay: config.alerts.budgetPerDay, accounts: config.alerts.budgets } };
      const lake = openActivityLake({ folder, duckdb });
      const deps = ingestDepsOf({ store, live, clock: systemClock, lake, rules, correlations, book, noise, settings: await watchSettingsInUse(store) });
      const done = await ingestLocal(deps, {
        texts,
        read: (unread) => (isWorthThread(unread) ? readInThread({ texts: unread, rulePaths, placeholders: config.rules.placeholders }, rules) : readTexts(deps.reader, { texts: unread, stdin: io.stdin })),
        isSimulated: options.simulated,
        signal,
        onProgress: ({ files, skipped, records }) => telling.update(`${files + skipped} of ${texts.length} files, ${records.toLocaleString('en')} records`),
      });
      if (signal.aborted) throw new AppError('cancelled', `Stopped after ${done.files} files`, { hint: 'Start it again: it goes on where it was' });
      telling.done(`${done.records.toLocaleString('en')} records of ${done.files.toLocaleString('en')} files in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
      print([{ ...done }], { title: 'Ingested', columns: columns.map((key) => ({ key, isNumber: true })) });
      return done.unread > 0 ? exitCodes.gaps : exitCodes.done;
    } finally {
      await live.close();
      await duckdb.close();
      await store.close();
    }
  },
});

/** Starting a thread takes as long as reading so many bytes; standard input can only be read here. */
const leastForThread = 4 * 1_048_576;

function isWorthThread(texts: readonly LocalText[]): boolean {
  return availableParallelism() > 1 && texts.every(({ name }) => name !== '-') && texts.reduce((sum, { bytes }) => sum + bytes, 0) >= leastForThread;
}

const columns: readonly (keyof LocalIngest)[] = ['files', 'skipped', 'records', 'kept', 'repeated', 'matches', 'findings', 'unread'];
