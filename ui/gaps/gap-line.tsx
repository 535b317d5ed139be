import Box from '@mui/material/Box';
import EyeOff from 'lucide-react/icons/eye-off';
import { AccountName } from '../parts/account-name.tsx';
import { Code } from '../parts/code.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { gapReasonNames, gapRemedy } from './gap-reasons.ts';
import type { GapGroup } from './group-gaps.ts';

export function GapLine({ group: { gap, regions } }: { group: GapGroup }) {
  return (
    <Box component="li" sx={({ vars: { palette } }) => ({ display: 'grid', gridTemplateColumns: '18px minmax(0, 1fr) auto', columnGap: 1.25, px: 2, py: 1.25, fontSize: '0.8125rem', borderTop: `1px solid ${palette.surface.line}` })}>
      <Box sx={({ vars: { palette } }) => ({ color: palette.tone.warn.main, pt: 0.25 })}>
        <EyeOff size={15} aria-hidden />
      </Box>
      <Box sx={{ minWidth: 0, display: 'grid', gap: 0.25 }}>
        <Box sx={{ overflowWrap: 'anywhere' }}>
          <strong>{gapReasonNames[gap.reason]}</strong>:{' '}
          <Code>
            {gap.service}:{gap.operation}
          </Code>{' '}
          in {regions.join(', ')} of <AccountName accountId={gap.accountId} />
        </Box>
        <Box sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{gapRemedy(gap)}</Box>
      </Box>
      <Box sx={{ color: 'text.secondary', fontSize: '0.75rem', whiteSpace: 'nowrap' }}>
        <RelativeTime at={gap.at} />
      </Box>
    </Box>
  );
}
