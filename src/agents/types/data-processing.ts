import { z } from 'zod';
import { durationMs } from '../../core/duration.ts';
import { resolveFindings } from '../../respond/findings/resolve-findings.ts';
import { forgetQuiet } from '../../respond/noise/forget-quiet.ts';
import { promoteQuiet } from '../../respond/noise/promote-quiet.ts';
import { forgetRuns } from '../../watch/activity/athena/athena-runs.ts';
import { athenaTable } from '../../watch/activity/athena/athena-table.ts';
import { keepAthenaTable, keepTableActions } from '../../watch/activity/athena/keep-athena-table.ts';
import { forgetCoverage } from '../../watch/activity/coverage/forget-coverage.ts';
import { forgetOldDeliveries } from '../../watch/activity/coverage/forget-old-deliveries.ts';
import { forgetQuarantined } from '../../watch/activity/coverage/forget-quarantined.ts';
import { describeLake } from '../../watch/activity/lake/describe-lake.ts';
import { compactLake, retainDays } from '../../watch/activity/lake/keep-lake.ts';
import { reportQuality } from '../../watch/activity/lake/report-quality.ts';
import { forgetCorrelated } from '../activity/count-correlated.ts';
import { qualityFindings, qualityFingerprints } from '../activity/quality-findings.ts';
import { defineAgentType, type RunContext } from '../runtime/agent-type.ts';

const settings = z.strictObject({
  compact: z.boolean().default(true).meta({ about: 'Merge small files: by hour of the running day, by day of the days before' }),
  retain: z.boolean().default(true).meta({ about: 'Remove days that are older than lake.retention says, with what else is kept of that time: coverage, quarantine, alerts that were not told' }),
  report: z.boolean().default(true).meta({ about: 'Say what is odd about the kept events: gaps, drops in volume, new kinds of records, duplicates' }),
  tell: z.boolean().default(true).meta({ about: 'Raise findings about gaps in time and drops in volume' }),
  athenaTable: z.boolean().default(false).meta({ about: "Keep Athena's table over the lake's copy in S3 in step; needs athena.account and athena.location, and what watchkeeper policy --with athena-table prints" }),
});
type Settings = z.output<typeof settings>;

/** What a run says of each kind of oddness at most. */
const mostTold = 20;
/** What happened last may still be on its way: CloudTrail delivers late. */
const settledMs = durationMs('1h');

export default defineAgentType({
  title: 'Data processing',
  about: 'Keeps the activity lake in order: merges small files, removes what is too old, and reports what is odd about the data.',
  settings,
  every: '15m',
  iamActions: [],
  features: { 'athena-table': keepTableActions },
  async run(context) {
    if (context.settings.compact) await compact(context);
    if (context.settings.retain) await retain(context);
    if (context.settings.report) await report(context);
    if (context.settings.athenaTable) await keepTable(context);
    await promote(context);
  },
});

async function compact({ lake, clock, signal, count }: RunContext<Settings>): Promise<void> {
  const { merged, into, repeated } = await compactLake(lake, { clock, signal });
  count('filesMerged', merged);
  count('filesWritten', into);
  count('repeatedEvents', repeated);
}

/** Only where rules.staging.promote leaves it to the watch. */
async function promote({ noise, log, count }: RunContext<Settings>): Promise<void> {
  const promoted = noise ? await promoteQuiet(noise) : [];
  count('rulesPromoted', promoted.length);
  for (const ruleId of promoted) log('info', `The staged rule ${ruleId} was quiet for long enough and tells from now on`);
}

async function retain({ store, correlations, lake, clock, signal, count, log }: RunContext<Settings>): Promise<void> {
  await forgetCorrelated({ store, clock, correlations });
  const now = clock();
  const before = new Date(now.getTime() - durationMs(lake.retention));
  await forgetRuns(store, before);
  await forgetCoverage(store.db, before);
  await forgetQuarantined(store.db, before);
  await forgetQuiet(store.db, { before, now });
  await forgetOldDeliveries(store.db, now);
  const removed = await retainDays(lake, { clock, signal });
  count('daysRemoved', removed);
  if (removed > 0) log('info', `${removed} days of an account and region were older than ${lake.retention} and were removed`);
}

async function report(context: RunContext<Settings>): Promise<void> {
  const { lake, accounts, settings: { tell }, clock, signal, count, log } = context;
  const until = new Date(clock().getTime() - settledMs).toISOString();
  const { rows, gaps, drops, newFields, newVersions, duplicates } = await reportQuality(lake, { until }, { clock, signal });
  count('events', rows);
  count('gapsInTime', gaps.length);
  count('volumeDrops', drops.length);
  count('newFields', newFields.length + newVersions.length);
  count('duplicates', duplicates);
  for (const { accountId, region, from, to, hours, usual } of gaps.slice(0, mostTold)) log('warn', `No event of ${accountId} in ${region} from ${from} to ${to}: ${hours} hours, where ${usual} an hour are usual`);
  for (const { accountId, region, hour, count: found, usual } of drops.slice(0, mostTold)) log('warn', `Only ${found} events of ${accountId} in ${region} in the hour from ${hour}, where ${usual} are usual`);
  for (const { field, count: found } of newFields.slice(0, mostTold)) log('info', `Records have a field that earlier ones do not: ${field}, ${found} times`);
  for (const { version, count: found } of newVersions.slice(0, mostTold)) log('info', `Records have a version that earlier ones do not: ${version}, ${found} times`);
  if (!tell) return;
  const drafts = qualityFindings({ gaps, drops }, { simulated: new Set(accounts.filter(({ isSimulated }) => isSimulated).map(({ accountId }) => accountId)) });
  await context.record(drafts);
  const { places } = await describeLake(lake);
  const told = new Set(drafts.map(({ fingerprint }) => fingerprint));
  await resolveFindings(context, qualityFingerprints(places).filter((fingerprint) => !told.has(fingerprint)));
}

/** Statements about tables are free; while Athena is off, not even they are sent. */
async function keepTable(context: RunContext<Settings>): Promise<void> {
  const { athena, accounts, lake, clock, log, count, gap } = context;
  if (!athena) {
    log('warn', "Athena's table is not kept: athena.account is not set");
    return;
  }
  const payer = accounts.find(({ accountId }) => accountId === athena.settings.account);
  if (!payer) {
    log('warn', `Athena's table is not kept: account ${athena.settings.account ?? ''} is not among the agent's accounts`);
    return;
  }
  const session = context.aws(payer, athena.region);
  const regions = [...new Set(accounts.flatMap((account) => account.regions))];
  const table = athenaTable('lake', { settings: athena.settings, retention: lake.retention, now: clock(), accountIds: accounts.map(({ accountId }) => accountId), regions });
  const kept = await session.orGap(() => keepAthenaTable(session, table, athena.settings));
  if (!kept.ok) return gap(kept.gap);
  count('athenaTableChanges', kept.value.length);
  if (kept.value.length > 0) log('info', `Athena's table ${table.database}.${table.table}: ${kept.value.join(', ')}`);
}
