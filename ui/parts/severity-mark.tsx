import Box from '@mui/material/Box';
import { type Severity, severityRank } from '../../src/core/severity.ts';
import { severityNames } from './severity-names.ts';

const bars = [1, 2, 3, 4] as const;

/** The severity three times over: as a word, as a number of bars, as a colour. */
export function SeverityMark({ severity, isBadge = false }: { severity: Severity; isBadge?: boolean }) {
  return (
    <Box
      component="span"
      sx={({ vars: { palette } }) => ({
        display: 'inline-flex',
        alignItems: 'center',
        gap: 0.875,
        whiteSpace: 'nowrap',
        fontWeight: 600,
        fontSize: '0.75rem',
        lineHeight: 1.5,
        color: palette.severity[severity].main,
        ...(isBadge && { px: 1, py: 0.25, borderRadius: 1, bgcolor: palette.severity[severity].soft }),
      })}
    >
      <SeverityBars severity={severity} />
      {severityNames[severity]}
    </Box>
  );
}

function SeverityBars({ severity }: { severity: Severity }) {
  const filled = severityRank(severity);
  return (
    <svg width="15" height="12" viewBox="0 0 15 12" aria-hidden="true" focusable="false">
      {bars.map((bar) => (
        <rect key={bar} x={(bar - 1) * 4} y={12 - bar * 3} width="3" height={bar * 3} rx="0.75" fill="currentColor" opacity={bar <= filled ? 1 : 0.26} />
      ))}
    </svg>
  );
}
