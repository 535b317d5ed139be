import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import CircleCheck from 'lucide-react/icons/circle-check';
import type { QualityReport } from '../../src/watch/activity/lake/contract.ts';
import { Code } from '../parts/code.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted, formatNumber } from '../parts/format-number.ts';
import { absoluteTime } from '../parts/format-time.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { RouteButton } from '../parts/route-button.tsx';
import { QualityList } from '../query/quality-list.tsx';
import { qualityQuery } from '../query/query-data.ts';

export default function QualityPage() {
  const { data, error, refetch } = useQuery(qualityQuery);
  return (
    <>
      <PageHeader
        title="Quality of the kept events"
        about={data ? `${counted(data.rows, 'event')} from ${absoluteTime(data.from)} to ${absoluteTime(data.to)}` : ' '}
        actions={
          <RouteButton to="/activity/query" variant="outlined" color="inherit">
            Query
          </RouteButton>
        }
      />
      {error ? (
        <Card>
          <ErrorState error={error} what="The report could not be made" onRetry={() => void refetch()} />
        </Card>
      ) : data === undefined ? (
        <Card>
          <ListSkeleton rows={6} label="Loading the report" />
        </Card>
      ) : (
        <Report report={data} />
      )}
    </>
  );
}

function Report({ report }: { report: QualityReport }) {
  const { gaps, drops, newFields, newVersions, duplicates } = report;
  const kinds = [...newVersions.map(({ version, count }) => ({ name: `Version ${version}`, count })), ...newFields.map(({ field, count }) => ({ name: field, count }))];
  if (gaps.length + drops.length + kinds.length + duplicates === 0) {
    return (
      <Card>
        <EmptyState icon={CircleCheck} title="Nothing is odd">
          No hour that usually has events is without any, none has far fewer than usual, and records look as they did.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <QualityList title="Gaps in time" none="Every hour that usually has events has some." about="Either nothing happened, or it was not delivered, or not read: then no rule has seen it.">
        {gaps.map(({ accountId, region, from, to, hours, usual }) => ({
          key: `${accountId} ${region} ${from}`,
          where: `${accountId}, ${region}`,
          what: `${counted(hours, 'hour')} without an event, from ${absoluteTime(from)} to ${absoluteTime(to)}; ${formatNumber(Math.round(usual))} an hour are usual`,
        }))}
      </QualityList>
      <QualityList title="Drops in volume" none="No hour has far fewer events than the same hour of other days." about="A trail that was narrowed looks like this, and so does a busy program that was switched off.">
        {drops.map(({ accountId, region, hour, count, usual }) => ({
          key: `${accountId} ${region} ${hour}`,
          where: `${accountId}, ${region}`,
          what: `${counted(count, 'event')} in the hour from ${absoluteTime(hour)}, where ${formatNumber(Math.round(usual))} are usual`,
        }))}
      </QualityList>
      <QualityList title="New kinds of records" none="Records have the fields and versions that they had." about="AWS adds fields now and then; rules may want to know of them.">
        {kinds.map(({ name, count }) => ({ key: name, where: <Code>{name}</Code>, what: `${counted(count, 'time')} in the newest day` }))}
      </QualityList>
      {duplicates > 0 && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {counted(duplicates, 'event')} are kept more than once until the next merge.
        </Typography>
      )}
    </Box>
  );
}
