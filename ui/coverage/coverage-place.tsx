import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import EyeOff from 'lucide-react/icons/eye-off';
import { useId, useState } from 'react';
import type { CoveragePlace as Place } from '../../src/watch/activity/coverage/contract.ts';
import { counted } from '../parts/format-number.ts';
import { briefLength } from '../parts/format-time.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { CoverageStrip } from './coverage-strip.tsx';
import { sourceWords } from './source-words.ts';
import { UnseenRuns } from './unseen-runs.tsx';

const looks = {
  new: { tone: 'quiet', icon: CircleDashed, word: 'Not read yet' },
  watching: { tone: 'good', icon: CircleCheck, word: 'Watching' },
  blind: { tone: 'bad', icon: EyeOff, word: 'Blind' },
} as const;

interface PlaceProps {
  readonly place: Place;
  readonly since: string;
  readonly until: string;
}

/** One account and region: its strip, how late its events come, and what was not seen. */
export function CoveragePlace({ place, since, until }: PlaceProps) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const { tone, icon, word } = looks[place.state];
  const Icon = isOpen ? ChevronDown : ChevronRight;
  const hasUnseen = place.minutes.late + place.minutes.missing + place.minutes.unknown > 0;
  return (
    <Box component="li" sx={({ vars: { palette } }) => ({ px: 2, py: 1.25, display: 'grid', columnGap: 2, rowGap: 0.75, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '150px minmax(0, 1fr)' }, borderTop: `1px solid ${palette.surface.line}`, '&:first-of-type': { borderTop: 0 } })}>
      <Box sx={{ display: { xs: 'flex', md: 'grid' }, flexWrap: 'wrap', alignItems: 'center', alignContent: 'start', justifyItems: 'start', columnGap: 1.5, rowGap: 0.5, fontSize: '0.8125rem' }}>
        <strong>{place.region}</strong>
        <StatusMark tone={tone} icon={icon}>
          {word}
        </StatusMark>
      </Box>
      <Box sx={{ display: 'grid', gap: 0.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <CoverageStrip place={place} />
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2, color: 'text.secondary', fontSize: '0.75rem' }}>
          <span>
            {place.percent.toFixed(place.percent === 100 || place.percent === 0 ? 0 : 1)} % seen
            {place.seenTo !== null && (
              <>
                , up to <RelativeTime at={place.seenTo} />
              </>
            )}
          </span>
          {place.sources.map(({ source, events, lagP50Seconds, lagP95Seconds }) => (
            <span key={source} title={counted(events, 'event')}>
              {sourceWords[source]}: {lagP50Seconds === null || lagP95Seconds === null ? 'no delay measured' : `half within ${briefLength(lagP50Seconds * 1_000)}, 95 % within ${briefLength(lagP95Seconds * 1_000)}`}
            </span>
          ))}
          {place.backfill && place.backfill.percent < 100 && <span>History back to {place.backfill.doneDownTo.slice(0, 10)} ({Math.round(place.backfill.percent)} %)</span>}
          <Box sx={{ flex: 1 }} />
          {hasUnseen && (
            <Button color="inherit" aria-expanded={isOpen} aria-controls={id} onClick={() => setIsOpen(!isOpen)} startIcon={<Icon size={14} aria-hidden />} sx={{ fontSize: '0.75rem', minHeight: 26, py: 0 }}>
              What was not seen
            </Button>
          )}
        </Box>
        {place.trouble !== null && (
          <Box role="note" sx={{ color: 'error.main', fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
            The last try failed: {place.trouble}
          </Box>
        )}
        <div id={id}>{isOpen && <UnseenRuns accountId={place.accountId} region={place.region} since={since} until={until} />}</div>
      </Box>
    </Box>
  );
}
