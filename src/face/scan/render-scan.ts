import type { ScannedAccount, ScannedPart, ScanReport } from '../../agents/scan/run-scan.ts';
import type { ScanFinding } from '../../agents/scan/scan-part.ts';
import type { Gap } from '../../core/gap.ts';
import { severities, type Severity } from '../../core/severity.ts';
import type { Paint, Style } from '../cli/paint.ts';
import { printable } from '../cli/printable.ts';

const styles: Readonly<Record<Severity, Style>> = { critical: 'magenta', high: 'red', medium: 'yellow', low: 'blue', info: 'dim' };

/** The one report of a scan: what was found, what was looked at, and what could not be looked at. */
export function renderScan(report: ScanReport, paint: Paint): string {
  return `${report.accounts.map((account) => renderAccount(account, paint)).join('\n')}\n${renderEnd(report, paint)}\n`;
}

function renderAccount({ accountId, name, regions, parts }: ScannedAccount, paint: Paint): string {
  const title = name === '' || name === accountId ? accountId : `${name} (${accountId})`;
  const places = regions.length === 1 ? (regions[0] ?? '') : `${regions.length} regions`;
  return [`${paint('bold', printable(title))}  ${paint('dim', places)}`, '', ...parts.flatMap((part) => renderPart(part, paint))].join('\n');
}

function renderPart({ title, findings, gaps, seen }: ScannedPart, paint: Paint): string[] {
  return [
    paint('underline', title),
    ...seen.map((sentence) => `  ${printable(sentence)}`),
    ...(findings.length === 0 && gaps.length === 0 ? [`  ${paint('green', 'nothing to report')}`] : []),
    ...findings.flatMap((finding) => renderFinding(finding, paint)),
    ...renderGaps(gaps, paint),
    '',
  ];
}

function renderFinding({ severity, title, summary, principal, region, at, times, why, remedy, id }: ScanFinding, paint: Paint): string[] {
  const often = times === 1 ? '' : `, ${times.toLocaleString('en')} times`;
  const where = [at === null ? '' : `${at.slice(0, 16).replace('T', ' ')}Z`, region, principal ?? ''].filter((fact) => fact !== '').join('  ');
  return [
    '',
    `  ${paint(styles[severity], severity.toUpperCase().padEnd(8))} ${paint('bold', printable(title))}  ${paint('dim', `${id}${often}`)}`,
    `           ${printable(where)}`,
    `           ${printable(summary)}`,
    `           ${paint('dim', 'Why:')} ${printable(why).trim()}`,
    `           ${paint('dim', 'Do:')}  ${printable(remedy).trim()}`,
  ];
}

/** The same refusal in many regions is one line. */
function renderGaps(gaps: readonly Gap[], paint: Paint): string[] {
  const alike = Map.groupBy(gaps, ({ reason, service, operation }) => `${reason} ${service} ${operation}`);
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const more = others.length === 0 ? '' : `, and the same in ${others.length} more ${others.length === 1 ? 'region' : 'regions'}: ${others.map(({ region }) => region).join(', ')}`;
    const missing = first.action === null || first.reason !== 'access-denied' ? '' : ` It needs ${first.action}.`;
    return ['', `  ${paint('yellow', 'NOT SEEN')} ${printable(`${first.because}${more}.${missing}`)}`];
  });
}

function renderEnd(report: ScanReport, paint: Paint): string {
  const findings = report.accounts.flatMap(({ parts }) => parts.flatMap((part) => part.findings));
  const gaps = report.accounts.flatMap(({ parts }) => parts.flatMap((part) => part.gaps)).length;
  const counts = severities.toReversed().flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [paint(styles[severity], `${count} ${severity}`)];
  });
  const found = counts.length === 0 ? 'Nothing found' : `Found: ${counts.join(', ')}`;
  const unseen = gaps === 0 ? '' : `; ${paint('yellow', `${gaps} ${gaps === 1 ? 'place' : 'places'} could not be looked at`)}`;
  const seconds = (Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 1_000;
  return `${found}${unseen}. Took ${seconds.toFixed(1)} s.`;
}
