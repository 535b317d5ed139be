import Box from '@mui/material/Box';
import type { z } from 'zod';
import type { coverageContract } from '../../src/watch/activity/coverage/contract.ts';
import { AccountName } from '../parts/account-name.tsx';
import { Code } from '../parts/code.tsx';
import { absoluteTime } from '../parts/format-time.ts';
import { counted } from '../parts/format-number.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { SectionCard } from '../parts/section-card.tsx';

const stateWords = {
  verified: 'all as they were signed',
  problems: 'not as they were signed',
  'not-read': 'could not be read',
  'not-validated': 'no log file validation: nothing proves them',
  waiting: 'the first digest is still to come',
} as const;

/** Trails whose log files are proven by their digests, and what was wrong with them. */
export function DigestList({ digests }: { digests: z.output<typeof coverageContract.response>['digests'] }) {
  return (
    <SectionCard title="Digests verified">
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {digests.map(({ accountId, region, trail, state, verifiedAt, verifiedFrom, verifiedTo, digests: count, files, problems, trouble }) => (
          <Box component="li" key={`${accountId} ${region} ${trail}`} sx={({ vars: { palette } }) => ({ px: 2, py: 1, fontSize: '0.8125rem', display: 'flex', flexWrap: 'wrap', columnGap: 2, borderTop: `1px solid ${palette.surface.line}`, '&:first-of-type': { borderTop: 0 } })}>
            <Code>{trail.split(':trail/').at(-1)}</Code>
            <span>
              <AccountName accountId={accountId} isBrief />, {region}
            </span>
            <span>
              {counted(count, 'digest')}, {counted(files, 'file')}
            </span>
            <Box component="span" sx={({ vars: { palette } }) => ({ fontWeight: 600, color: state === 'verified' ? palette.tone.good.main : palette.tone.bad.main })}>
              {state === 'problems' ? counted(problems, 'problem') : stateWords[state]}
            </Box>
            {verifiedFrom !== null && verifiedTo !== null && (
              <span>
                from {absoluteTime(verifiedFrom)} to {absoluteTime(verifiedTo)}
              </span>
            )}
            <Box component="span" sx={{ color: 'text.secondary' }}>
              looked at <RelativeTime at={verifiedAt} />
            </Box>
            {trouble !== null && <Box sx={{ flexBasis: '100%', color: 'text.secondary', overflowWrap: 'anywhere' }}>{trouble}</Box>}
          </Box>
        ))}
      </Box>
    </SectionCard>
  );
}
