import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CodeBlock } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { athenaDdlQuery } from './query-data.ts';

const words = { lake: "Over the lake's copy in S3", trail: "Over a trail's log files" } as const;

/** The statements that make Athena's tables. They are run by people, in Athena: nothing is changed from here. */
export function AthenaTables({ known }: { known: readonly ('lake' | 'trail')[] }) {
  const [shown, setShown] = useState<'lake' | 'trail'>();
  return (
    <SectionCard title="Tables">
      <Box sx={{ px: 2, py: 1.25, display: 'grid', gap: 1 }}>
        {known.length === 0 && (
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            Set athena.location or athena.trail to have the statement that makes the table.
          </Typography>
        )}
        {known.map((of) => (
          <Button key={of} variant="outlined" color="inherit" aria-expanded={shown === of} onClick={() => setShown(shown === of ? undefined : of)}>
            {words[of]}
          </Button>
        ))}
        {shown && <Statement of={shown} />}
      </Box>
    </SectionCard>
  );
}

function Statement({ of }: { of: 'lake' | 'trail' }) {
  const { data, error } = useQuery(athenaDdlQuery(of));
  if (error) return <Typography variant="body2">{error.message}</Typography>;
  if (data === undefined) return null;
  return (
    <>
      <CopyButton text={() => data} label="Copy the statement" />
      <CodeBlock label="The statement that makes the table">{data}</CodeBlock>
    </>
  );
}
