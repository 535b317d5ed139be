import Box from '@mui/material/Box';
import { createLink } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import type { AnchorHTMLAttributes, Ref } from 'react';
import { formatNumber } from '../parts/format-number.ts';

interface NavigationAnchorProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'color'> {
  ref?: Ref<HTMLAnchorElement>;
  icon: LucideIcon;
  label: string;
  count?: number | undefined;
  counts?: string;
  isWarning?: boolean;
}

function NavigationAnchor({ ref, icon: Icon, label, count = 0, counts, isWarning = false, ...rest }: NavigationAnchorProps) {
  return (
    <Box
      component="a"
      ref={ref}
      {...rest}
      sx={({ vars: { palette } }) => ({
        display: 'flex',
        alignItems: 'center',
        gap: 1.25,
        minHeight: 36,
        px: 1.25,
        borderRadius: 1,
        fontSize: '0.8125rem',
        fontWeight: 500,
        textDecoration: 'none',
        color: palette.night.dim,
        '&:hover': { color: palette.night.text, bgcolor: palette.night.raised },
        '&:focus-visible': { outlineColor: palette.night.lamp },
        '&[aria-current="page"]': { color: palette.night.text, bgcolor: palette.night.raised, boxShadow: `inset 3px 0 0 ${palette.night.lamp}`, fontWeight: 600 },
      })}
    >
      <Icon size={17} strokeWidth={1.9} aria-hidden />
      <Box component="span" sx={{ flex: 1 }}>
        {label}
      </Box>
      {count > 0 && (
        <Box
          component="span"
          aria-label={`${formatNumber(count)} ${counts ?? ''}`}
          sx={({ vars: { palette } }) => ({
            px: 0.75,
            minWidth: 22,
            textAlign: 'center',
            borderRadius: 5,
            fontSize: '0.6875rem',
            fontWeight: 650,
            lineHeight: '18px',
            ...(isWarning ? { bgcolor: palette.night.lamp, color: '#2b1d00' } : { bgcolor: palette.night.line, color: palette.night.text }),
          })}
        >
          {formatNumber(count)}
        </Box>
      )}
    </Box>
  );
}

/** The router marks the current one with aria-current. */
export const NavigationLink = createLink(NavigationAnchor);
