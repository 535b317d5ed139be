import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listAccountRegionsContract } from '../../src/base/accounts/contract.ts';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { call } from '../api/call.ts';
import { Code } from '../parts/code.tsx';
import { counted } from '../parts/format-number.ts';
import { Problem } from '../parts/problem.tsx';

const gapWords = { 'not-enabled': 'not enabled', 'denied-by-scp': 'denied by the organisation', denied: 'denied', unreachable: 'not reachable' } as const;

/** Where the account is watched, and which regions cannot be looked at, and why. */
export function AccountRegions({ account }: { account: ConnectedAccount }) {
  const [isAsked, setAsked] = useState(false);
  const { id, regions, regionMode, regionGaps, defaultRegion } = account;
  const all = useQuery({ queryKey: ['accounts', 'regions', id], queryFn: async ({ signal }) => (await call(listAccountRegionsContract, { params: { id }, signal })).regions, enabled: isAsked, retry: false });
  return (
    <Box component="section" aria-label="Regions" sx={{ display: 'grid', gap: 1, justifyItems: 'start', fontSize: '0.8125rem', lineHeight: 1.5 }}>
      <Typography variant="h3" component="h3">
        Regions
      </Typography>
      <Box>
        {regionMode === 'all' ? `Every region that the account has enabled: ${regions.length}. ` : `${counted(regions.length, 'chosen region')}. `}
        <Box component="span" sx={{ color: 'text.secondary' }}>
          Calls that belong to no region are made in <Code>{defaultRegion}</Code>.
        </Box>
      </Box>
      <Chips names={regions} />
      {regionGaps.length > 0 && (
        <Box>
          <Box sx={{ fontWeight: 600 }}>{counted(regionGaps.length, 'region')} cannot be looked at</Box>
          <Box component="ul" sx={{ m: 0, pl: 2.25, color: 'text.secondary' }}>
            {regionGaps.map(({ region, because }) => (
              <li key={region}>
                <Code>{region}</Code>: {because}
              </li>
            ))}
          </Box>
        </Box>
      )}
      {all.data === undefined ? (
        <Button variant="text" onClick={() => setAsked(true)} loading={isAsked && all.isFetching} sx={{ ml: -1.5 }}>
          Ask AWS which regions there are
        </Button>
      ) : (
        <Box sx={{ display: 'grid', gap: 1 }}>
          <Box sx={{ fontWeight: 600 }}>AWS has {counted(all.data.length, 'region')} for this account</Box>
          {all.data.some(({ isWatched, gap }) => !isWatched && gap === null) && (
            <Box sx={{ color: 'text.secondary' }}>
              Enabled and not watched: <Chips names={all.data.filter(({ isWatched, gap }) => !isWatched && gap === null).map(({ region }) => region)} />
            </Box>
          )}
          {all.data.some(({ gap }) => gap !== null) && (
            <Box component="ul" sx={{ m: 0, pl: 2.25, color: 'text.secondary' }}>
              {all.data.flatMap(({ region, gap }) => (gap ? [<li key={region}><Code>{region}</Code>: {gapWords[gap.reason]}</li>] : []))}
            </Box>
          )}
          {all.data.every(({ isWatched }) => isWatched) && <Box sx={{ color: 'text.secondary' }}>All of them are watched.</Box>}
        </Box>
      )}
      <Problem error={all.error} />
    </Box>
  );
}

function Chips({ names }: { names: readonly string[] }) {
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
      {names.map((name) => (
        <Box key={name} component="span" sx={({ vars: { palette } }) => ({ px: 0.75, borderRadius: 0.75, bgcolor: palette.surface.sunken, whiteSpace: 'nowrap', fontSize: '0.75rem', lineHeight: '20px', color: 'text.primary' })}>
          {name}
        </Box>
      ))}
    </Box>
  );
}
