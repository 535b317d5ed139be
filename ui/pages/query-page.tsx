import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ErrorState } from '../parts/error-state.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { RouteButton } from '../parts/route-button.tsx';
import { AthenaAnswer } from '../query/athena-answer.tsx';
import { AthenaOff } from '../query/athena-off.tsx';
import { AthenaRuns } from '../query/athena-runs.tsx';
import { AthenaTables } from '../query/athena-tables.tsx';
import { AthenaColumns, LakeColumns } from '../query/column-list.tsx';
import { GlueJobs } from '../query/glue-jobs.tsx';
import { LakeAnswer } from '../query/lake-answer.tsx';
import { athenaStatusQuery } from '../query/query-data.ts';
import { firstSql, type QueryPageSearch, type QueryTarget } from '../query/query-search.ts';
import { SavedQueries } from '../query/saved-queries.tsx';

const route = getRouteApi('/shell/activity/query');
const typingMs = 500;
const targetWords = { lake: 'Kept here', athena: 'Athena' } as const;

export default function QueryPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const target = search.in ?? 'lake';
  const [sql, setSql] = useState(search.sql ?? firstSql[target]);
  const athena = useQuery(athenaStatusQuery);
  const change = (part: Partial<QueryPageSearch>) => void navigate({ to: '/activity/query', search: { ...search, ...part }, replace: true });
  useEffect(() => {
    if (sql === (search.sql ?? firstSql[target])) return undefined;
    const later = setTimeout(() => change({ sql: sql === firstSql[target] ? undefined : sql }), typingMs);
    return () => clearTimeout(later);
  });
  const switchTo = (next: QueryTarget | null) => {
    if (next === null || next === target) return;
    if (sql === firstSql[target]) setSql(firstSql[next]);
    change({ in: next === 'lake' ? undefined : next, run: undefined, sql: sql === firstSql[target] ? undefined : sql });
  };
  const pick = (name: string) => setSql((text) => (text.trim() === '' || /\s$/.test(text) ? `${text}${name}` : `${text} ${name}`));
  const isAthena = target === 'athena';
  return (
    <Box sx={{ containerType: 'inline-size' }}>
      <PageHeader
        title="Query"
        about="SQL about what is kept; it only ever reads"
        actions={
          <>
            <RouteButton to="/activity/quality" variant="outlined" color="inherit">
              Quality
            </RouteButton>
            <RouteButton to="/activity" variant="outlined" color="inherit">
              Explorer
            </RouteButton>
          </>
        }
      />
      <ToggleButtonGroup exclusive size="small" value={target} onChange={(_, next: QueryTarget | null) => switchTo(next)} aria-label="Where it is answered" sx={{ mb: 2 }}>
        {(['lake', 'athena'] as const).map((one) => (
          <ToggleButton key={one} value={one} sx={{ px: 1.5 }}>
            {targetWords[one]}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {athena.error && isAthena && (
        <Card>
          <ErrorState error={athena.error} what="Whether Athena may be asked could not be read" onRetry={() => void athena.refetch()} />
        </Card>
      )}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) 300px' }, alignItems: 'start' }}>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          {!isAthena && <LakeAnswer sql={sql} onChange={setSql} />}
          {isAthena && athena.data?.isOn === false && <AthenaOff />}
          {isAthena && athena.data?.isOn === true && (
            <>
              <Alert severity="info" variant="outlined">
                Athena bills what it reads. It runs in account {athena.data.accountId}, {athena.data.region}, workgroup {athena.data.workGroup}.
              </Alert>
              <AthenaAnswer status={athena.data} sql={sql} runId={search.run} onChange={setSql} onRun={(run) => change({ run, sql })} />
            </>
          )}
        </Box>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <SavedQueries sql={sql} onOpen={setSql} />
          {isAthena && athena.data?.isOn === true ? (
            <>
              <AthenaRuns
                onOpen={(run) => {
                  setSql(run.sql ?? '');
                  change({ run: run.id, sql: run.sql ?? undefined });
                }}
              />
              <AthenaColumns table={athena.data.table} onPick={pick} />
              <AthenaTables known={athena.data.ddl} />
              <GlueJobs ceilingUsd={athena.data.jobCeilingUsd} />
            </>
          ) : (
            <LakeColumns onPick={pick} />
          )}
        </Box>
      </Box>
    </Box>
  );
}
