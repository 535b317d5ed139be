import { severityRank } from '../../core/severity.ts';
import { problemNames } from '../../watch/activity/integrity/integrity-problem.ts';
import { rowsOf, type TrailVerdict, type VerdictRow, type VerdictState } from '../../watch/activity/integrity/trail-verdict.ts';
import type { Paint } from '../cli/paint.ts';
import { printable } from '../cli/printable.ts';
import { renderTextTable } from '../cli/render-text-table.ts';

const mostShown = 50;

const stateNames: Readonly<Record<VerdictState, string>> = {
  verified: 'verified',
  problems: 'TAMPERED OR INCOMPLETE',
  'not-read': 'could not be read',
  'not-validated': 'has no validation',
  'nothing-to-verify': 'nothing to verify',
  unproven: 'newest digest not proven',
};

const kindNames: Readonly<Record<VerdictRow['kind'], string>> = {
  ...problemNames,
  restarted: 'trail restarted',
  'validation-paused': 'validation was off',
  'not-read': 'not read',
  'not-validated': 'no validation',
  'nothing-to-verify': 'nothing to verify',
  unproven: 'not proven',
};

/** What a person reads: every place with what became of it, then what is not in order, the worst first. */
export function renderVerdicts(verdicts: readonly TrailVerdict[], { paint, columns }: { paint: Paint; columns: number }): string {
  const rows = verdicts.map(({ trail, accountId, region, state, integrity }) => ({
    trail: trail.split(':trail/').at(-1) ?? trail,
    account: accountId,
    region,
    digests: integrity?.digests ?? 0,
    'log files': integrity?.logFiles ?? 0,
    from: minuteOf(integrity?.firstAt),
    to: minuteOf(integrity?.lastAt),
    verdict: stateNames[state],
  }));
  const table = { columns: [{ key: 'trail' }, { key: 'account' }, { key: 'region' }, { key: 'digests', isNumber: true }, { key: 'log files', isNumber: true }, { key: 'from' }, { key: 'to' }, { key: 'verdict' }], rows };
  const found = verdicts.flatMap(rowsOf).sort((a, b) => rankOf(b) - rankOf(a));
  const lines = found.slice(0, mostShown).flatMap((row) => linesOf(row, paint));
  const more = found.length > mostShown ? [`and ${found.length - mostShown} more: --format jsonl has all of them`] : [];
  const guide = verdicts.some(({ state }) => state === 'problems') ? ['', 'What each of these means and what to do about it: docs/guides/activity.md, "A verification has failed"'] : [];
  return `${[renderTextTable(table, { paint, columns }), ...(found.length === 0 ? [] : ['', ...lines, ...more]), ...guide].join('\n')}\n`;
}

function linesOf({ severity, kind, key, bucket, accountId, region, at, because, touchedAt }: VerdictRow, paint: Paint): string[] {
  const head = `${paint(severity === 'critical' || severity === 'high' ? 'red' : 'yellow', (severity ?? 'gap').toUpperCase().padEnd(8))}  ${kindNames[kind]}, ${accountId} ${region}${at === null ? '' : `, ${minuteOf(new Date(at))}`}`;
  const where = key === null ? [] : [`          ${bucket.includes('/') || bucket.startsWith('.') ? `${bucket}: ` : `s3://${bucket}/`}${key}`];
  return [head, ...where, `          ${because}${touchedAt === null ? '' : `; written last at ${touchedAt}`}`].map(printable);
}

function minuteOf(at: Date | null | undefined): string {
  return at ? `${at.toISOString().slice(0, 16)}Z` : '';
}

function rankOf({ severity }: VerdictRow): number {
  return severity === null ? 1.5 : severityRank(severity);
}
