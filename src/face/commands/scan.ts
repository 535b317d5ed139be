import { fileURLToPath } from 'node:url';
import { gapsOf, runScan, type ScanReport } from '../../agents/scan/run-scan.ts';
import { createLog } from '../../base/telemetry/create-log.ts';
import type { CredentialSource } from '../../core/account.ts';
import { AppError, exitCodes, type ExitCode } from '../../core/app-error.ts';
import { systemClock } from '../../core/clock.ts';
import { severities, severityRank, type Severity } from '../../core/severity.ts';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { offerToKeep } from '../accounts/keep-typed-key.ts';
import { openAsker } from '../cli/ask.ts';
import { defineCommand } from '../cli/define-command.ts';
import { readSince } from '../cli/read-since.ts';
import { openScanTarget } from '../scan/accounts-to-scan.ts';
import { renderScan } from '../scan/render-scan.ts';

const builtInRules = fileURLToPath(new URL('../../../rules', import.meta.url));
const dayMs = 86_400_000;

export default defineCommand({
  title: 'Looks at an account now, and prints one report',
  about: `Needs no database, no server and no setting: the credentials are those that the AWS CLI would use, or the accounts of
the configuration. Where there are none, it asks for keys on a terminal; what is typed is not shown, and kept nowhere unless
you say so. It only reads. It ends with 1 when --fail-on is reached, and with 3 when something could not be looked at.`,
  options: {
    account: { type: 'string', isMany: true, placeholder: 'ID', about: 'Only this account of the configuration' },
    profile: { type: 'string', placeholder: 'NAME', about: 'The profile of the AWS CLI to use' },
    'role-arn': { type: 'string', placeholder: 'ARN', about: 'The role to take on, with the credentials of the environment' },
    'external-id': { type: 'string', placeholder: 'TEXT', about: 'What the role asks for as its external id' },
    region: { type: 'string', isMany: true, placeholder: 'REGION', about: 'Only this region; every one that is switched on when not given' },
    since: { type: 'string', default: '24h', placeholder: 'TIME', about: 'How far back activity is judged: a time such as 2026-11-20T12:00:00Z, or 24h, 7d' },
    pages: { type: 'number', default: 40, min: 1, max: 5_000, about: 'The most pages of 50 events per region; CloudTrail gives two a second' },
    'time-limit': { type: 'number', default: 120, min: 1, max: 86_400, about: 'Seconds after which it reports what it has; what is left is told as not seen' },
    'fail-on': { type: 'string', choices: severities, about: 'Ends with 1 when something is at least this severe' },
  },
  formats: ['text', 'json', 'jsonl', 'csv', 'markdown'],
  examples: [
    { command: 'watchkeeper scan', about: 'With the credentials of the environment' },
    { command: 'watchkeeper scan --profile production --region eu-central-1 --since 7d', about: 'A week of one region' },
    { command: 'watchkeeper scan --role-arn arn:aws:iam::111122223333:role/watchkeeper-read --format json --fail-on high', about: 'In a pipeline' },
  ],
  async run({ options, config: loadConfig, format, io, paint, progress, signal, print }): Promise<ExitCode> {
    const { config, secrets } = await loadConfig();
    const asker = openAsker(io, signal);
    const since = readSince(options.since) ?? new Date(Date.now() - dayMs);
    const loaded = await loadRules([builtInRules, ...config.rules.paths], config.rules.placeholders);
    const target = await openScanTarget({ config, accountIds: options.account, credential: credentialOf(options), asker, signal });
    const telling = progress('Scanning');
    try {
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(options['time-limit'] * 1_000)]);
      const report = await runScan({ accounts: target.accounts, regions: options.region, since, mostPages: options.pages, rules: loaded, aws: target.door, clock: systemClock, signal: inTime, tell: (detail) => telling.update(detail) });
      if (signal.aborted) throw new AppError('cancelled', 'Stopped before everything was looked at');
      telling.done('Scanned');
      const findings = findingsOf(report);
      if (format === 'json') print(report);
      else print(findings, { text: renderScan(report, paint), columns: columns.map((key) => ({ key })), title: 'What a scan found' });
      if (target.typed && asker) {
        const kept = await offerToKeep({ key: target.typed.keys, accountId: target.typed.accountId }, { config, log: createLog({ ...config.log, level: 'warn', secrets, destination: io.stderr }), asker, signal });
        if (kept !== undefined) io.stderr.write(`${kept}\n`);
      }
      return endOf(report, options['fail-on']);
    } finally {
      await target.door.close();
    }
  },
});

const columns = ['severity', 'title', 'accountId', 'region', 'principal', 'at', 'times', 'summary', 'why', 'remedy', 'id', 'eventIds'] as const;

function credentialOf(options: { profile: string | undefined; 'role-arn': string | undefined; 'external-id': string | undefined }): CredentialSource | undefined {
  const { profile, 'role-arn': roleArn, 'external-id': externalId } = options;
  if (profile !== undefined && roleArn !== undefined) throw new AppError('bad-usage', '--profile and --role-arn are two ways to the same; give one of them', { hint: 'A profile can name a role itself' });
  if (externalId !== undefined && roleArn === undefined) throw new AppError('bad-usage', '--external-id is for a role', { hint: 'Add --role-arn' });
  if (profile !== undefined) return { kind: 'profile', profile };
  return roleArn === undefined ? undefined : { kind: 'role', roleArn, ...(externalId === undefined ? {} : { externalId }) };
}

function findingsOf({ accounts }: ScanReport) {
  return accounts.flatMap(({ parts }) => parts.flatMap(({ findings }) => findings)).sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
}

function endOf(report: ScanReport, failOn: Severity | undefined): ExitCode {
  if (failOn !== undefined && findingsOf(report).some(({ severity }) => severityRank(severity) >= severityRank(failOn))) return exitCodes.findings;
  return gapsOf(report).length > 0 ? exitCodes.gaps : exitCodes.done;
}
