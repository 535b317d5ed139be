import Box from '@mui/material/Box';
import FlaskConical from 'lucide-react/icons/flask-conical';
import { visuallyHidden } from './visually-hidden.ts';

/** The mark of what is made up, where a line has no room for the word. */
export function SimulatedIcon() {
  return (
    <Box component="span" title="Simulated" sx={({ vars: { palette } }) => ({ display: 'inline-block', verticalAlign: '-2px', ml: 0.75, color: palette.tone.warn.main })}>
      <FlaskConical size={13} strokeWidth={2.2} aria-hidden />
      <Box component="span" sx={visuallyHidden}>
        Simulated
      </Box>
    </Box>
  );
}
