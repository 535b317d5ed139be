import Box from '@mui/material/Box';
import type { z } from 'zod';
import type { coverageContract } from '../../src/watch/activity/coverage/contract.ts';
import { AccountName } from '../parts/account-name.tsx';
import { Code } from '../parts/code.tsx';
import { counted } from '../parts/format-number.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { SectionCard } from '../parts/section-card.tsx';

/** Trails whose log files are proven by their digests, and what was wrong with them. */
export function DigestList({ digests }: { digests: z.output<typeof coverageContract.response>['digests'] }) {
  return (
    <SectionCard title="Digests verified">
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {digests.map(({ accountId, region, trail, verifiedAt, digests: count, files, problems }) => (
          <Box component="li" key={`${accountId} ${region} ${trail}`} sx={({ vars: { palette } }) => ({ px: 2, py: 1, fontSize: '0.8125rem', display: 'flex', flexWrap: 'wrap', columnGap: 2, borderTop: `1px solid ${palette.surface.line}`, '&:first-of-type': { borderTop: 0 } })}>
            <Code>{trail}</Code>
            <span>
              <AccountName accountId={accountId} isBrief />, {region}
            </span>
            <span>
              {counted(count, 'digest')}, {counted(files, 'file')}
            </span>
            <Box component="span" sx={({ vars: { palette } }) => ({ fontWeight: 600, color: problems > 0 ? palette.tone.bad.main : palette.tone.good.main })}>
              {problems === 0 ? 'all as they were signed' : counted(problems, 'problem')}
            </Box>
            <Box component="span" sx={{ color: 'text.secondary' }}>
              <RelativeTime at={verifiedAt} />
            </Box>
          </Box>
        ))}
      </Box>
    </SectionCard>
  );
}
