import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { monoFont } from '../theme/theme.ts';

/** A name as machines write it, within a sentence; an ARN breaks after its colons and slashes first. */
export function Code({ children }: { children: ReactNode }) {
  return (
    <Box component="span" sx={{ fontFamily: monoFont, fontSize: '0.92em', overflowWrap: 'anywhere' }}>
      {typeof children === 'string' ? children.split(/(?<=[:/])/).map((part, index) => (index === 0 ? part : [<wbr key={index} />, part])) : children}
    </Box>
  );
}

/** Text as machines write it, in lines of its own; scrolled with the keyboard as well. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    <Box
      component="pre"
      role="region"
      tabIndex={0}
      aria-label={label}
      sx={({ vars: { palette } }) => ({
        m: 0,
        p: 1.25,
        maxHeight: 360,
        overflow: 'auto',
        borderRadius: 1,
        bgcolor: palette.surface.sunken,
        fontFamily: monoFont,
        fontSize: '0.75rem',
        lineHeight: 1.5,
        tabSize: 2,
      })}
    >
      {children}
    </Box>
  );
}
