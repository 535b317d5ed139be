import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import { useQuery } from '@tanstack/react-query';
import Link2 from 'lucide-react/icons/link-2';
import Link2Off from 'lucide-react/icons/link-2-off';
import type { AuditVerdict } from '../../src/base/audit/contract.ts';
import { Code } from '../parts/code.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted, formatNumber } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { auditVerdictQuery } from './audit-queries.ts';

const signatures = {
  signed: 'Its end is signed, so that no newest entries can be missing.',
  unsigned: 'Its end is not signed: whether the newest entries are missing cannot be shown.',
  'not-checked': 'Its end is signed, but the key that proves it could not be had just now.',
} as const;

/** Whether the log still says what was once added to it, and since when that is known. */
export function AuditChain() {
  const { data, error, isFetching, refetch } = useQuery(auditVerdictQuery);
  if (error && !isFetching) {
    return (
      <Card>
        <ErrorState error={error} what="The log could not be verified" onRetry={() => void refetch()} />
      </Card>
    );
  }
  if (data === undefined) {
    return (
      <Card>
        <ListSkeleton rows={1} label="Loading the state of the chain" />
      </Card>
    );
  }
  const { verdict, at } = data;
  return (
    <Card sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2, rowGap: 1, px: 2, py: 1.25, fontSize: '0.8125rem' }}>
      <StatusMark tone={verdict.isWhole ? 'good' : 'bad'} icon={verdict.isWhole ? Link2 : Link2Off}>
        {verdict.isWhole ? 'Chain whole' : 'Chain broken'}
      </StatusMark>
      <Box sx={{ flex: '1 1 280px', minWidth: 0 }}>
        {verdict.isWhole ? `Verified up to entry ${formatNumber(verdict.entries)}` : `${counted(verdict.entries, 'entry', 'entries')} before the break are as they were added`}, <RelativeTime at={at} />. <Box component="span" sx={{ color: 'text.secondary' }}>{signatures[verdict.signature]}</Box>
      </Box>
      <Button variant="outlined" color="inherit" loading={isFetching} onClick={() => void refetch()}>
        Verify now
      </Button>
      {verdict.broken && <Broken broken={verdict.broken} />}
    </Card>
  );
}

function Broken({ broken }: { broken: NonNullable<AuditVerdict['broken']> }) {
  return (
    <Alert severity="error" sx={{ width: 1 }}>
      {broken.because}. Somebody changed the database past Watchkeeper: keep a copy of it as it is, and compare with an export or a backup. <Code>watchkeeper audit verify</Code> shows the same without this page.
    </Alert>
  );
}
