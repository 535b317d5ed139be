import type { Detection } from '../../watch/activity/detect/run-detection.ts';
import type { LoadedRules } from '../../watch/activity/sigma/load-rules.ts';

/** Matches by rule, and how fast it went. */
export function renderStats(detection: Detection, { rules, correlations, refused, otherLogs }: LoadedRules, tookMs: number): string {
  const seconds = tookMs / 1_000;
  const lines = [
    `rules        ${rules.length} of single events, ${correlations.length} of several; ${refused.length} refused, ${otherLogs} for other logs`,
    `read         ${(detection.bytes / 1_048_576).toFixed(1)} MiB inflated, ${detection.records.toLocaleString('en')} records`,
    `speed        ${Math.round(detection.records / seconds).toLocaleString('en')} records/s, ${(detection.bytes / 1_048_576 / seconds).toFixed(0)} MiB/s`,
    `memory       ${(process.memoryUsage.rss() / 1_048_576).toFixed(0)} MiB`,
    ...[...detection.matches]
      .sort(([, a], [, b]) => b - a)
      .map(([rule, count]) => `${count.toLocaleString('en').padStart(9)}    ${rule.severity.padEnd(8)}  ${rule.id}`),
  ];
  return `${lines.join('\n')}\n`;
}
