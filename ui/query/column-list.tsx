import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Code } from '../parts/code.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { athenaColumnsQuery, lakeColumnsQuery } from './query-data.ts';

interface ShownColumn {
  readonly name: string;
  readonly type: string;
  readonly about?: string;
}

/** What the view of the lake has; a press puts a column into the editor. */
export function LakeColumns({ onPick }: { onPick: (name: string) => void }) {
  const { data, error } = useQuery(lakeColumnsQuery);
  return (
    <SectionCard title="Columns of activity">
      {error && <Alert severity="error">{error.message}</Alert>}
      <Columns columns={data?.columns ?? []} onPick={onPick} />
    </SectionCard>
  );
}

/** What Athena's table has. That is asked for when somebody wants to see it. */
export function AthenaColumns({ table, onPick }: { table: string; onPick: (name: string) => void }) {
  const [isAsked, setIsAsked] = useState(false);
  const { data, error, isFetching } = useQuery({ ...athenaColumnsQuery, enabled: isAsked });
  return (
    <SectionCard title={`Columns of ${table}`}>
      {error && <Alert severity="warning">{error.message}</Alert>}
      {data ? (
        <Columns columns={[...data.columns, ...data.partitionKeys.map((key) => ({ ...key, about: 'A partition: a condition on it reads less' }))]} onPick={onPick} />
      ) : (
        <Box sx={{ px: 2, py: 1.25 }}>
          <Button variant="outlined" color="inherit" loading={isFetching} onClick={() => setIsAsked(true)}>
            Ask Athena for them
          </Button>
        </Box>
      )}
    </SectionCard>
  );
}

function Columns({ columns, onPick }: { columns: readonly ShownColumn[]; onPick: (name: string) => void }) {
  return (
    <Box component="ul" aria-label="Columns" tabIndex={0} sx={{ m: 0, px: 1, py: 1, listStyle: 'none', maxHeight: 420, overflow: 'auto' }}>
      {columns.map(({ name, type, about }) => (
        <Box component="li" key={name}>
          <Button color="inherit" onClick={() => onPick(name)} title={about} sx={{ width: 1, justifyContent: 'space-between', gap: 1, py: 0.25, px: 1, textAlign: 'left' }}>
            <Code>{name}</Code>
            <Typography variant="caption" component="span" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
              {type.toLowerCase()}
            </Typography>
          </Button>
        </Box>
      ))}
    </Box>
  );
}
