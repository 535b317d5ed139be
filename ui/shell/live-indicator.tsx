import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import { useLiveState } from '../api/live-context.ts';
import type { LiveState } from '../api/live-stream.ts';

const words: Readonly<Record<LiveState, { label: string; about: string }>> = {
  live: { label: 'Live', about: 'What the server sees appears here by itself' },
  connecting: { label: 'Connecting', about: 'The connection to the server is being made' },
  lost: { label: 'Reconnecting', about: 'The connection to the server was lost. What is shown may be old; it is refreshed when the connection is back' },
};

export function LiveIndicator() {
  const state = useLiveState();
  const { label, about } = words[state];
  return (
    <Tooltip title={about}>
      <Box
        role="status"
        tabIndex={0}
        sx={({ vars: { palette } }) => ({ display: 'flex', alignItems: 'center', gap: 0.875, px: 0.5, borderRadius: 1, fontSize: '0.75rem', fontWeight: 600, color: state === 'live' ? palette.tone.good.main : palette.tone.warn.main })}
      >
        <Box
          component="span"
          sx={{
            width: 8,
            height: 8,
            borderRadius: '50%',
            border: '2px solid currentColor',
            bgcolor: state === 'live' ? 'currentColor' : 'transparent',
            animation: state === 'live' ? 'none' : 'breathe 1.2s ease-in-out infinite',
            '@keyframes breathe': { '50%': { opacity: 0.25 } },
          }}
        />
        {label}
      </Box>
    </Tooltip>
  );
}
