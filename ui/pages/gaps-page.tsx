import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import { useQuery } from '@tanstack/react-query';
import { gapsQuery } from '../api/queries.ts';
import { GapLine } from '../gaps/gap-line.tsx';
import { groupGaps } from '../gaps/group-gaps.ts';
import { NoGaps } from '../gaps/no-gaps.tsx';
import { AccountName } from '../parts/account-name.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { SectionCard } from '../parts/section-card.tsx';

export default function GapsPage() {
  const gaps = useQuery(gapsQuery);
  const byAccount = Object.entries(Object.groupBy(gaps.data ?? [], ({ accountId }) => accountId)).sort(([, a = []], [, b = []]) => b.length - a.length);
  return (
    <>
      <PageHeader title="Gaps" about="Places that the latest runs could not look at. Nothing is known of them: they are neither good nor bad." />
      {gaps.data === undefined ? (
        <Card>{gaps.error ? <ErrorState error={gaps.error} what="The gaps could not be read" onRetry={() => void gaps.refetch()} /> : <ListSkeleton rows={6} label="Loading gaps" />}</Card>
      ) : gaps.data.length === 0 ? (
        <Card>
          <NoGaps size="section" />
        </Card>
      ) : (
        <Box sx={{ display: 'grid', gap: 2 }}>
          {byAccount.map(([accountId, ofAccount = []]) => (
            <SectionCard key={accountId} title={counted(ofAccount.length, 'place')} aside={<AccountName accountId={accountId} />}>
              <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', '& > li:first-of-type': { borderTop: 0 } }}>
                {groupGaps(ofAccount).map((group) => (
                  <GapLine key={group.key} group={group} />
                ))}
              </Box>
            </SectionCard>
          ))}
        </Box>
      )}
    </>
  );
}
