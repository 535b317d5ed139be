import { AppError, exitCodes, type ExitCode } from '../../core/app-error.ts';
import { severities, severityRank, type Severity } from '../../core/severity.ts';
import { loadPublicKeys } from '../../watch/activity/integrity/public-keys.ts';
import { rowsOf, type TrailVerdict, type VerdictRow } from '../../watch/activity/integrity/trail-verdict.ts';
import { defineCommand } from '../cli/define-command.ts';
import { readSince } from '../cli/read-since.ts';
import { renderVerdicts } from '../integrity/render-verdicts.ts';
import { verifyCopy } from '../integrity/verify-copy.ts';
import { verifyInAws } from '../integrity/verify-in-aws.ts';

const dayMs = 86_400_000;

export default defineCommand({
  title: "Proves that a trail's log files are what CloudTrail delivered",
  about: `Checks the digests that CloudTrail signs each hour, their chain, and every log file that they name: none missing, none
changed, none smuggled in. Without --path the trails of the configured accounts are read from S3, or those of the account
that the environment's credentials are of; an organisation's trail with all its accounts and regions. With --path a copy
of the bucket is enough: with --keys no account is needed. It ends with 1 when something is wrong, and with 3 when
something could not be read or proven, which is never a pass.`,
  options: {
    trail: { type: 'string', isMany: true, placeholder: 'TRAIL', about: 'Only this trail: its name or ARN' },
    account: { type: 'string', isMany: true, placeholder: 'ID', about: 'Only the files of this account' },
    region: { type: 'string', isMany: true, placeholder: 'REGION', about: 'Only the files of this region' },
    from: { type: 'string', placeholder: 'TIME', about: 'From then on: a time such as 2026-11-20T12:00:00Z, or 24h, 7d; 24h ago when not given, and of a copy its beginning' },
    since: { type: 'string', placeholder: 'TIME', about: 'Another word for --from' },
    to: { type: 'string', placeholder: 'TIME', about: 'Up to then; now when not given, and of a copy its end' },
    path: { type: 'string', placeholder: 'FOLDER', about: "A copy of the trail's bucket instead of the bucket" },
    keys: { type: 'string', isMany: true, placeholder: 'FILE', about: 'Public keys as aws cloudtrail list-public-keys prints them; CloudTrail is asked when not given' },
    'fail-on': { type: 'string', choices: severities, default: 'low', about: 'Ends with 1 when something is wrong that is at least this severe' },
  },
  formats: ['text', 'json', 'jsonl', 'csv', 'markdown'],
  examples: [
    { command: 'watchkeeper verify-trail --since 7d', about: 'A week of every trail' },
    { command: 'watchkeeper verify-trail --trail audit --region eu-central-1 --from 2026-11-20T00:00:00Z --to 2026-11-21T00:00:00Z', about: 'A day of one trail in one region' },
    { command: 'watchkeeper verify-trail --path ./bucket-copy --keys keys.json --format jsonl', about: 'A copy, without an account' },
  ],
  async run({ options, config: loadConfig, format, io, paint, progress, signal, print }): Promise<ExitCode> {
    if (options.from !== undefined && options.since !== undefined) throw new AppError('bad-usage', '--from and --since are the same; give one of them');
    const [from, to] = [readSince(options.from ?? options.since), readSince(options.to)];
    const now = new Date();
    if (to && to > now) throw new AppError('bad-usage', `--to is ${to.toISOString()}, which is still to come`, { hint: 'Leave out --to to verify up to now' });
    if ((from ?? new Date(0)) >= (to ?? now)) throw new AppError('bad-usage', 'The time to verify ends before it begins', { hint: '--from must be before --to' });
    const { config } = await loadConfig();
    const keys = options.keys.length === 0 ? undefined : await loadPublicKeys(options.keys);
    const telling = progress('Verifying');
    const order = { config, keys, signal, trails: options.trail, accountIds: options.account, regions: options.region, onProgress: (detail: string) => telling.update(detail) };
    const verdicts =
      options.path === undefined
        ? await verifyInAws({ ...order, to: to ?? now, from: from ?? new Date((to ?? now).getTime() - dayMs) })
        : await verifyCopy({ ...order, path: options.path, from, to });
    const rows = verdicts.flatMap(rowsOf);
    telling.done(summaryOf(verdicts, rows.length));
    if (format === 'json') print({ verdicts: verdicts.map(asJson) });
    else print(rows, { text: renderVerdicts(verdicts, { paint, columns: io.columns }), columns: columns.map((key) => ({ key })), title: 'What is not in order' });
    return endOf(rows, options['fail-on']);
  },
});

/** Without what is only of use to whoever goes on verifying from there. */
function asJson({ integrity, ...verdict }: TrailVerdict): object {
  if (!integrity) return verdict;
  const { fresh: _fresh, newest: _newest, last: _last, unread: _unread, isWhole: _isWhole, ...facts } = integrity;
  return { ...verdict, ...facts };
}

const columns = ['severity', 'kind', 'trail', 'accountId', 'region', 'at', 'bucket', 'key', 'because', 'touchedAt', 'expectedSha256', 'foundSha256'] as const;

/** What nobody could look at or prove is worth less than what is wrong, and more than nothing. */
function endOf(rows: readonly VerdictRow[], failOn: Severity): ExitCode {
  const isUnproven = ({ severity, kind }: VerdictRow) => severity === null || kind === 'not-validated';
  const isReached = rows.some((row) => !isUnproven(row) && row.severity !== null && severityRank(row.severity) >= severityRank(failOn));
  if (isReached) return exitCodes.findings;
  return rows.some(isUnproven) ? exitCodes.gaps : exitCodes.done;
}

function summaryOf(verdicts: readonly TrailVerdict[], notInOrder: number): string {
  const count = (of: 'digests' | 'logFiles') => verdicts.reduce((sum, { integrity }) => sum + (integrity?.[of] ?? 0), 0).toLocaleString('en');
  const passed = verdicts.filter(({ state }) => state === 'verified').length;
  const rest = notInOrder === 0 ? '' : `; ${notInOrder.toLocaleString('en')} ${notInOrder === 1 ? 'thing' : 'things'} to look at`;
  return `${count('digests')} digests and ${count('logFiles')} log files; ${passed} of ${verdicts.length} accounts and regions are whole${rest}`;
}
