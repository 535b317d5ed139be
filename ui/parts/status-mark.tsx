import Box from '@mui/material/Box';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type Tone = 'good' | 'bad' | 'warn' | 'quiet' | 'active';

/** A state in a word, with an icon of its own, so that colour is never the only difference. */
export function StatusMark({ tone, icon: Icon, isTurning = false, children }: { tone: Tone; icon: LucideIcon; isTurning?: boolean; children: ReactNode }) {
  return (
    <Box
      component="span"
      sx={({ vars: { palette } }) => ({
        display: 'inline-flex',
        alignItems: 'center',
        gap: 0.625,
        px: 0.875,
        py: 0.25,
        borderRadius: 1,
        fontSize: '0.75rem',
        fontWeight: 600,
        lineHeight: 1.5,
        whiteSpace: 'nowrap',
        color: palette.tone[tone].main,
        bgcolor: palette.tone[tone].soft,
        '& svg': isTurning ? { animation: 'turn 1.4s linear infinite' } : {},
        '@keyframes turn': { to: { transform: 'rotate(360deg)' } },
      })}
    >
      <Icon size={13} strokeWidth={2.4} aria-hidden />
      {children}
    </Box>
  );
}
