import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { AppError, exitCodes, type ExitCode } from '../../core/app-error.ts';
import { durationMs, durationSchema } from '../../core/duration.ts';
import { defineCommand } from '../cli/define-command.ts';
import { csvLine } from '../cli/render-csv.ts';
import { judgeCsv, type JudgedLine } from '../series/judge-csv.ts';

const added = ['expected', 'lower', 'upper', 'anomaly_score', 'is_anomaly'] as const;
const mostBrokenTold = 10;

export default defineCommand({
  title: 'Finds what is unusual in any series of times and values',
  about: `Reads CSV with a time and a value per line, and writes each line again with what was expected of it, between what and what,
how unusual it is (from 0 to 1, an anomaly from 0.5 on), and whether something begins there. A point is judged from the points
before it alone, as it comes. Series with many points a day are measured against the tallest that they have been; series of days
against their weekdays, their growth and their beginnings of months. What goes on is told once.`,
  arguments: [{ name: 'csv', about: 'The file, or - for standard input', isRequired: true }],
  options: {
    interval: { type: 'string', default: 'auto', placeholder: 'DURATION', about: 'How far apart points are, such as 5m, 1h or 1d; auto finds it out from the first ones' },
    'fail-on-anomaly': { type: 'boolean', about: 'Ends with 1 when there is an anomaly' },
  },
  formats: ['csv', 'json'],
  examples: [
    { command: 'watchkeeper anomalies costs.csv > judged.csv', about: 'A series of days' },
    { command: "… | watchkeeper anomalies - --interval 5m --format json", about: 'As it comes' },
  ],
  async run({ arguments: { csv }, options, format, io, signal }): Promise<ExitCode> {
    const input = csv === '-' ? io.stdin : await openFile(csv);
    let broken = 0;
    const { header, lines } = await judgeCsv({
      input,
      everyMs: intervalOf(options.interval),
      onBroken(line, because) {
        broken += 1;
        if (broken <= mostBrokenTold) io.stderr.write(`not read: line ${line}: ${because}\n`);
      },
    });
    const isJson = format === 'json';
    const write = async (text: string) => {
      if (!io.stdout.write(text)) await once(io.stdout, 'drain');
    };
    let judged = 0;
    let anomalies = 0;
    await write(isJson ? '[' : csvLine([...header, ...added], '\n'));
    for await (const line of lines) {
      if (signal.aborted) throw new AppError('cancelled', 'Stopped before everything was judged');
      await write(isJson ? `${judged === 0 ? '\n' : ',\n'}${JSON.stringify(asJson(header, line))}` : csvLine([...line.fields, ...cellsOf(line)], '\n'));
      judged += 1;
      if (line.judged?.isAnomaly) anomalies += 1;
    }
    if (isJson) await write('\n]\n');
    if (broken > mostBrokenTold) io.stderr.write(`and ${broken - mostBrokenTold} more lines that could not be read\n`);
    if (anomalies > 0 && options['fail-on-anomaly']) return exitCodes.findings;
    return broken > 0 ? exitCodes.gaps : exitCodes.done;
  },
});

async function openFile(path: string) {
  const stream = createReadStream(path);
  try {
    await once(stream, 'open');
  } catch (cause) {
    throw new AppError('unreadable-file', `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return stream;
}

function intervalOf(text: string): number | undefined {
  if (text === 'auto') return undefined;
  const parsed = durationSchema.safeParse(text);
  if (!parsed.success || durationMs(parsed.data) <= 0) throw new AppError('bad-usage', `--interval is "${text}"; it must be auto or a duration such as 5m, 1h or 1d`);
  return durationMs(parsed.data);
}

function cellsOf({ judged }: JudgedLine): string[] {
  if (!judged) return added.map(() => '');
  const { expected, lower, upper, score, isAnomaly } = judged;
  return [...[expected, lower, upper].map((number) => (number === null ? '' : short(number))), short(score), String(isAnomaly)];
}

function asJson(header: readonly string[], { fields, judged }: JudgedLine): Record<string, unknown> {
  const own = Object.fromEntries(header.map((name, index) => [name, fields[index] ?? '']));
  if (!judged) return { ...own, expected: null, lower: null, upper: null, anomaly_score: null, is_anomaly: null };
  const { expected, lower, upper, score, isAnomaly, because } = judged;
  return { ...own, expected, lower, upper, anomaly_score: score, is_anomaly: isAnomaly, because };
}

/** Six digits say all that there is to say. */
function short(number: number): string {
  return String(Number(number.toPrecision(6)));
}
