import Box from '@mui/material/Box';
import FlaskConical from 'lucide-react/icons/flask-conical';

/** Nobody may take the demo for their own accounts. */
export function SimulatedBanner() {
  return (
    <Box
      role="note"
      sx={({ vars: { palette } }) => ({
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'center',
        gap: 1,
        px: 2,
        py: 0.5,
        fontSize: '0.75rem',
        fontWeight: 600,
        color: '#2b1d00',
        bgcolor: palette.night.lamp,
      })}
    >
      <FlaskConical size={14} aria-hidden />
      <span>
        Simulated organisation
        <Box component="span" sx={{ fontWeight: 400, display: { xs: 'none', sm: 'inline' } }}>
          {' '}
          — everything here is made up, no AWS account is touched
        </Box>
      </span>
    </Box>
  );
}
