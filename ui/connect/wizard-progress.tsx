import Box from '@mui/material/Box';
import Check from 'lucide-react/icons/check';
import { type ConnectStep, type ConnectWay, stepsOf } from './connect-search.ts';

const words: Readonly<Record<ConnectStep, string>> = { way: 'How', template: 'Make the role', details: 'Connect', result: 'Tried' };

/** The steps of the wizard, and the one that is open. */
export function WizardProgress({ way, step }: { way: ConnectWay | undefined; step: ConnectStep }) {
  const steps = stepsOf(way);
  const at = steps.indexOf(step);
  return (
    <Box component="ol" aria-label="Steps" sx={{ m: 0, mb: 2.5, p: 0, listStyle: 'none', display: 'flex', flexWrap: 'wrap', columnGap: 2.5, rowGap: 1 }}>
      {steps.map((one, index) => (
        <Box
          component="li"
          key={one}
          aria-current={one === step ? 'step' : undefined}
          sx={{ display: 'flex', alignItems: 'center', gap: 0.875, fontSize: '0.8125rem', fontWeight: one === step ? 650 : 500, color: one === step ? 'text.primary' : 'text.secondary' }}
        >
          <Box
            component="span"
            aria-hidden
            sx={({ vars: { palette } }) => ({
              display: 'grid',
              placeItems: 'center',
              width: 22,
              height: 22,
              borderRadius: '50%',
              fontSize: '0.75rem',
              fontWeight: 650,
              ...(one === step ? { color: palette.primary.contrastText, bgcolor: palette.primary.main } : index < at ? { color: palette.tone.good.main, bgcolor: palette.tone.good.soft } : { color: palette.tone.quiet.main, bgcolor: palette.tone.quiet.soft }),
            })}
          >
            {index < at ? <Check size={13} strokeWidth={2.6} /> : index + 1}
          </Box>
          {words[one]}
        </Box>
      ))}
    </Box>
  );
}
