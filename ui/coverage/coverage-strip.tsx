import Box from '@mui/material/Box';
import type { Theme } from '@mui/material/styles';
import type { CoveragePlace } from '../../src/watch/activity/coverage/contract.ts';
import { absoluteTime } from '../parts/format-time.ts';
import { minuteStates, stripWords } from './strip-words.ts';

/** From the ground up: what was seen stands at the bottom, what nobody looked at is empty. */
export function stateColor({ vars: { palette } }: Theme, state: (typeof minuteStates)[number]): string {
  return { seen: palette.tone.good.main, late: palette.tone.warn.main, missing: palette.tone.bad.main, unknown: palette.surface.line }[state];
}

/** A place's time as a strip of cells, each with the share of its minutes that were seen, late, missing or not looked at. */
export function CoverageStrip({ place: { steps, minutes, accountId, region } }: { place: CoveragePlace }) {
  return (
    <Box role="img" aria-label={`${accountId} ${region}: ${stripWords(minutes)}`} sx={{ display: 'flex', gap: steps.length > 60 ? 0 : '2px', height: 26, minWidth: 0 }}>
      {steps.map((step) => (
        <Box key={step.from} title={`${absoluteTime(step.from)}: ${stripWords(step)}`} sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column-reverse', borderRadius: steps.length > 60 ? 0 : '2px', overflow: 'hidden' }}>
          {minuteStates.map((state) => step[state] > 0 && <Box key={state} sx={(theme) => ({ flex: `${step[state]} 0 0`, bgcolor: stateColor(theme, state) })} />)}
        </Box>
      ))}
    </Box>
  );
}
