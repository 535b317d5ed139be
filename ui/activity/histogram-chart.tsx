import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import { severities, type Severity } from '../../src/core/severity.ts';
import type { Histogram } from '../../src/watch/activity/lake/contract.ts';
import { counted, formatNumber } from '../parts/format-number.ts';
import { absoluteTime } from '../parts/format-time.ts';

interface ChartProps {
  readonly histogram: Histogram;
  /** Narrows the page to one bar's time. */
  readonly onPick: (span: { since: string; until: string }) => void;
}

const chartHeight = 96;
const severityOf = (value: string | null): Severity | null => severities.find((one) => one === value) ?? null;

/** How many events over time; each bar is a button, with the suspicious part of it in the colour of its severity. */
export function HistogramChart({ histogram, onPick }: ChartProps) {
  const { from, stepSeconds, series, others } = histogram;
  const bars = (series[0]?.counts ?? others?.counts ?? []).length;
  const totals = Array.from({ length: bars }, (_, at) => series.reduce((sum, { counts }) => sum + (counts[at] ?? 0), others?.counts[at] ?? 0));
  const most = Math.max(1, ...totals);
  const ordered = series.toSorted((a, b) => severities.indexOf(severityOf(a.value) ?? 'info') - severities.indexOf(severityOf(b.value) ?? 'info'));
  const startOf = (at: number) => new Date(Date.parse(from) + at * stepSeconds * 1_000).toISOString();

  return (
    <Box role="group" aria-label="Events over time" sx={{ px: 2, pt: 1.5, pb: 1 }}>
      <Box sx={{ display: 'flex', alignItems: 'flex-end', gap: '1px', height: chartHeight }}>
        {totals.map((total, at) => {
          const since = startOf(at);
          const suspicious = ordered.filter(({ value, counts }) => value !== null && (counts[at] ?? 0) > 0).map(({ value, counts }) => `${formatNumber(counts[at] ?? 0)} ${value ?? ''}`);
          const about = `${absoluteTime(since)}: ${counted(total, 'event')}${suspicious.length > 0 ? `, of these ${suspicious.join(', ')}` : ''}`;
          return (
            <Tooltip key={since} title={about} disableInteractive>
              <Box
                component="button"
                type="button"
                aria-label={about}
                onClick={() => onPick({ since, until: startOf(at + 1) })}
                sx={({ vars: { palette } }) => ({
                  flex: 1,
                  minWidth: 0,
                  height: 1,
                  p: 0,
                  border: 0,
                  bgcolor: 'transparent',
                  cursor: 'pointer',
                  display: 'flex',
                  flexDirection: 'column',
                  justifyContent: 'flex-end',
                  '&:hover, &:focus-visible': { bgcolor: palette.surface.sunken },
                })}
              >
                {ordered.toReversed().map(({ value, counts }) => {
                  const severity = severityOf(value);
                  const share = ((counts[at] ?? 0) / most) * chartHeight;
                  if (share === 0) return null;
                  return <Box component="span" key={value ?? 'none'} sx={({ vars: { palette } }) => ({ display: 'block', height: `${Math.max(severity === null ? 1 : 3, share)}px`, bgcolor: severity === null ? palette.surface.strongLine : palette.severity[severity].main })} />;
                })}
              </Box>
            </Tooltip>
          );
        })}
      </Box>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', pt: 0.5, fontSize: '0.6875rem', color: 'text.secondary' }}>
        <span>{absoluteTime(from)}</span>
        <span>{absoluteTime(histogram.to)}</span>
      </Box>
    </Box>
  );
}
