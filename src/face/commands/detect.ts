import { fileURLToPath } from 'node:url';
import { AppError, exitCodes, type ExitCode } from '../../core/app-error.ts';
import { severities, severityRank } from '../../core/severity.ts';
import { runDetection, type Detection } from '../../watch/activity/detect/run-detection.ts';
import { loadRules, type LoadedRules } from '../../watch/activity/sigma/load-rules.ts';
import { listLocalTexts } from '../../watch/activity/sources/local-files.ts';
import { defineCommand } from '../cli/define-command.ts';
import { openMatchWriter } from '../detect/match-writer.ts';
import { renderStats } from '../detect/render-stats.ts';
import { readSince } from '../cli/read-since.ts';
import { version } from '../version.ts';

const builtInRules = fileURLToPath(new URL('../../../rules', import.meta.url));
const mostUnreadTold = 10;

export default defineCommand({
  title: 'Judges CloudTrail records in files, without a database or an account',
  about: `Reads what the paths name: files, folders with all below them, and - for standard input. Records may come as CloudTrail
writes them, compressed or not, as JSON lines, single records, answers of LookupEvents or events of EventBridge. Rules in
Sigma format load unchanged. Repeated records count once. A summary goes to standard error.
It ends with 1 when --fail-on is reached, and with 3 when something could not be read.`,
  arguments: [{ name: 'path', about: 'A file, a folder, or - for standard input', isRequired: true, isMany: true }],
  options: {
    rules: { type: 'string', isMany: true, placeholder: 'DIR', about: 'A folder or file of rules to use beside the built-in ones' },
    'no-builtin': { type: 'boolean', about: 'Without the built-in rules' },
    since: { type: 'string', placeholder: 'TIME', about: 'Leaves out older events: a time such as 2026-11-20T12:00:00Z, or 24h, 7d' },
    'fail-on': { type: 'string', choices: severities, about: 'Ends with 1 when a match is at least this severe' },
    stats: { type: 'boolean', about: 'Tells the matches by rule, and how fast it went, on standard error' },
  },
  formats: ['text', 'jsonl', 'csv', 'markdown', 'ocsf'],
  examples: [
    { command: 'watchkeeper detect ./logs', about: 'Everything in a folder of log files' },
    { command: 'aws s3 cp s3://trail/…json.gz - | watchkeeper detect - --format jsonl', about: 'One object, for programs' },
    { command: 'watchkeeper detect ./logs --rules ./my-rules --no-builtin --fail-on high', about: 'Own rules, in a pipeline' },
  ],
  async run({ arguments: { path: paths }, options, config: loadConfig, format, io, paint, progress, signal, print }): Promise<ExitCode> {
    const startedMs = performance.now();
    const { config } = await loadConfig();
    const loaded = await loadRules([...(options['no-builtin'] ? [] : [builtInRules]), ...config.rules.paths, ...options.rules], config.rules.placeholders);
    for (const { file, line, because } of loaded.refused) io.stderr.write(`${paint('yellow', 'refused')} ${file}:${line}: ${because}\n`);
    if (loaded.rules.length === 0) throw new AppError('bad-usage', 'There is no rule to judge by', { hint: 'Leave out --no-builtin, or name a folder with Sigma rules for AWS CloudTrail' });
    const texts = await listLocalTexts(paths);
    const writer = openMatchWriter({ format, stdout: io.stdout, paint, version });
    const telling = progress('Judging');
    let toldMs = 0;
    const detection = await runDetection({
      texts,
      stdin: io.stdin,
      rules: loaded.rules,
      correlations: loaded.correlations,
      since: readSince(options.since),
      signal,
      onMatch: (facts, rule) => writer.write(facts, rule),
      async onProgress({ texts: done, records }) {
        await writer.flush();
        if (performance.now() - toldMs < 200) return;
        toldMs = performance.now();
        telling.update(`${done} of ${texts.length} files, ${records.toLocaleString('en')} records`);
      },
    });
    await writer.end(print);
    if (signal.aborted) throw new AppError('cancelled', 'Stopped before everything was read');
    telling.done(summaryOf(detection, loaded, performance.now() - startedMs));
    for (const { name, because } of detection.unread.slice(0, mostUnreadTold)) io.stderr.write(`${paint('yellow', 'not read')} ${name}: ${because}\n`);
    if (detection.unreadCount > mostUnreadTold) io.stderr.write(`and ${detection.unreadCount - mostUnreadTold} more that could not be read\n`);
    if (options.stats) io.stderr.write(renderStats(detection, loaded, performance.now() - startedMs));
    return endOf(detection, options['fail-on']);
  },
});

function endOf({ matches, unreadCount }: Detection, failOn: (typeof severities)[number] | undefined): ExitCode {
  const reached = failOn !== undefined && [...matches.keys()].some(({ severity }) => severityRank(severity) >= severityRank(failOn));
  if (reached) return exitCodes.findings;
  return unreadCount > 0 ? exitCodes.gaps : exitCodes.done;
}

function summaryOf({ texts, records, matches, unreadCount, otherValues }: Detection, { rules, correlations }: LoadedRules, tookMs: number): string {
  const total = [...matches.values()].reduce((sum, count) => sum + count, 0);
  const bySeverity = severities
    .toReversed()
    .map((severity) => [severity, [...matches].filter(([rule]) => rule.severity === severity).reduce((sum, [, count]) => sum + count, 0)] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count.toLocaleString('en')} ${severity}`);
  const found = total === 0 ? 'no match' : `${total.toLocaleString('en')} ${total === 1 ? 'match' : 'matches'} (${bySeverity.join(', ')})`;
  const missed = unreadCount === 0 ? '' : `; ${unreadCount.toLocaleString('en')} could not be read`;
  const others = otherValues === 0 ? '' : `; ${otherValues.toLocaleString('en')} were no CloudTrail records`;
  return `${records.toLocaleString('en')} records of ${texts.toLocaleString('en')} ${texts === 1 ? 'file' : 'files'}, ${rules.length + correlations.length} rules: ${found}${missed}${others}, in ${(tookMs / 1_000).toFixed(1)} s`;
}
