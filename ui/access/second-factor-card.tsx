import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import ShieldCheck from 'lucide-react/icons/shield-check';
import ShieldOff from 'lucide-react/icons/shield-off';
import { type ReactNode, useState } from 'react';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { secondFactorQuery } from './access-queries.ts';
import { SecondFactorChange } from './second-factor-change.tsx';
import { SecondFactorEnrolment } from './second-factor-enrolment.tsx';

/** One's own two-step login: off, being set up, or on with what may be done to it. */
export function SecondFactorCard() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(secondFactorQuery);
  const [doing, setDoing] = useState<'nothing' | 'enrol' | 'renew' | 'end'>('nothing');
  const refresh = (): void => void Promise.all([client.invalidateQueries({ queryKey: secondFactorQuery.queryKey }), client.invalidateQueries({ queryKey: ['sessions'] })]);
  const stop = (): void => {
    setDoing('nothing');
    refresh();
  };
  return (
    <SectionCard title="Two-step login" aside={data && <OnOrOff isOn={data.isOn} />}>
      <Box sx={{ px: 2, py: 1.5, fontSize: '0.8125rem' }}>
        {error ? (
          <ErrorState error={error} what="The state of the two-step login could not be read" onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <ListSkeleton rows={1} label="Loading the two-step login" />
        ) : doing === 'enrol' ? (
          <SecondFactorEnrolment onDone={stop} onCancel={() => setDoing('nothing')} />
        ) : data.isOn ? (
          <Row
            about={`${counted(data.recoveryCodesLeft, 'recovery code')} left.${data.recoveryCodesLeft < 3 ? ' Make new ones before they run out.' : ''}${data.isRequired ? ' Your role must have it.' : ''}`}
            actions={
              <>
                <Button variant="outlined" color="inherit" onClick={() => setDoing('renew')}>
                  New recovery codes
                </Button>
                {!data.isRequired && (
                  <Button variant="outlined" color="inherit" onClick={() => setDoing('end')}>
                    Turn off
                  </Button>
                )}
              </>
            }
          />
        ) : (
          <Row
            about="A password alone can be stolen. With an authenticator app a code that changes every 30 seconds is asked for too."
            actions={
              <Button variant="contained" onClick={() => setDoing('enrol')}>
                Set up
              </Button>
            }
          />
        )}
      </Box>
      {(doing === 'renew' || doing === 'end') && <SecondFactorChange what={doing} onClose={stop} />}
    </SectionCard>
  );
}

function OnOrOff({ isOn }: { isOn: boolean }) {
  return (
    <StatusMark tone={isOn ? 'good' : 'warn'} icon={isOn ? ShieldCheck : ShieldOff}>
      {isOn ? 'On' : 'Off'}
    </StatusMark>
  );
}

function Row({ about, actions }: { about: string; actions: ReactNode }) {
  return (
    <Box sx={{ display: 'flex', flexWrap: { xs: 'wrap', sm: 'nowrap' }, gap: 2, alignItems: 'center' }}>
      <Box sx={{ flex: '1 1 260px', color: 'text.secondary' }}>{about}</Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, flexShrink: 0 }}>{actions}</Box>
    </Box>
  );
}
