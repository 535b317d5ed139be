import { z } from 'zod';
import { compactLake, retainDays } from '../../watch/activity/lake/keep-lake.ts';
import { reportQuality } from '../../watch/activity/lake/report-quality.ts';
import { forgetCorrelated } from '../activity/count-correlated.ts';
import { defineAgentType, type RunContext } from '../runtime/agent-type.ts';

const settings = z.strictObject({
  compact: z.boolean().default(true).meta({ about: 'Merge small files: by hour of the running day, by day of the days before' }),
  retain: z.boolean().default(true).meta({ about: 'Remove days that are older than lake.retention says' }),
  report: z.boolean().default(true).meta({ about: 'Say what is odd about the kept events: gaps, drops in volume, new kinds of records, duplicates' }),
});
type Settings = z.output<typeof settings>;

/** What a run says of each kind of oddness at most. */
const mostTold = 20;

export default defineAgentType({
  title: 'Data processing',
  about: 'Keeps the activity lake in order: merges small files, removes what is too old, and reports what is odd about the data.',
  settings,
  every: '15m',
  iamActions: [],
  async run(context) {
    if (context.settings.compact) await compact(context);
    if (context.settings.retain) await retain(context);
    if (context.settings.report) await report(context);
  },
});

async function compact({ lake, clock, signal, count }: RunContext<Settings>): Promise<void> {
  const { merged, into, repeated } = await compactLake(lake, { clock, signal });
  count('filesMerged', merged);
  count('filesWritten', into);
  count('repeatedEvents', repeated);
}

async function retain({ store, correlations, lake, clock, signal, count, log }: RunContext<Settings>): Promise<void> {
  await forgetCorrelated({ store, clock, correlations });
  const removed = await retainDays(lake, { clock, signal });
  count('daysRemoved', removed);
  if (removed > 0) log('info', `${removed} days of an account and region were older than ${lake.retention} and were removed`);
}

async function report({ lake, clock, signal, count, log }: RunContext<Settings>): Promise<void> {
  const { rows, gaps, drops, newFields, newVersions, duplicates } = await reportQuality(lake, {}, { clock, signal });
  count('events', rows);
  count('gapsInTime', gaps.length);
  count('volumeDrops', drops.length);
  count('newFields', newFields.length + newVersions.length);
  count('duplicates', duplicates);
  for (const { accountId, region, from, to, hours, usual } of gaps.slice(0, mostTold)) log('warn', `No event of ${accountId} in ${region} from ${from} to ${to}: ${hours} hours, where ${usual} an hour are usual`);
  for (const { accountId, region, hour, count: found, usual } of drops.slice(0, mostTold)) log('warn', `Only ${found} events of ${accountId} in ${region} in the hour from ${hour}, where ${usual} are usual`);
  for (const { field, count: found } of newFields.slice(0, mostTold)) log('info', `Records have a field that earlier ones do not: ${field}, ${found} times`);
  for (const { version, count: found } of newVersions.slice(0, mostTold)) log('info', `Records have a version that earlier ones do not: ${version}, ${found} times`);
}
