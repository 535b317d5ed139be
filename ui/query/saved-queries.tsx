import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Trash2 from 'lucide-react/icons/trash-2';
import { type FormEvent, useState } from 'react';
import { deleteSavedQueryContract, saveQueryContract } from '../../src/watch/activity/queries/contract.ts';
import { ApiError } from '../api/api-error.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { SectionCard } from '../parts/section-card.tsx';
import { savedQueriesQuery } from './query-data.ts';

/** Queries that somebody gave a name to. */
export function SavedQueries({ sql, onOpen }: { sql: string; onOpen: (sql: string) => void }) {
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  const [name, setName] = useState('');
  const saved = useQuery(savedQueriesQuery);
  const refresh = () => client.invalidateQueries({ queryKey: savedQueriesQuery.queryKey });
  const save = useMutation({
    mutationFn: (replace: boolean) => call(saveQueryContract, { body: { name: name.trim(), sql, replace } }),
    async onSuccess() {
      setName('');
      await refresh();
    },
  });
  const forget = useMutation({ mutationFn: (one: string) => call(deleteSavedQueryContract, { params: { name: one } }), onSuccess: refresh });
  const trouble = forget.error ?? saved.error;
  const isTaken = save.error instanceof ApiError && save.error.status === 409;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(false);
  };
  return (
    <SectionCard title="Saved queries">
      <Box component="ul" aria-label="Saved queries" sx={{ m: 0, px: 2, py: 1, listStyle: 'none' }}>
        {saved.data?.length === 0 && (
          <Typography component="li" variant="body2" sx={{ color: 'text.secondary' }}>
            None yet. Name the query that stands in the editor to keep it.
          </Typography>
        )}
        {saved.data?.map((query) => (
          <Box component="li" key={query.name} sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
            <Button color="inherit" onClick={() => onOpen(query.sql)} title={query.about || query.sql} sx={{ flex: 1, justifyContent: 'start', minWidth: 0, textAlign: 'left', overflowWrap: 'anywhere' }}>
              {query.name}
            </Button>
            <IconButton size="small" aria-label={`Forget ${query.name}`} disabled={refusal !== undefined} onClick={() => forget.mutate(query.name)}>
              <Trash2 size={14} aria-hidden />
            </IconButton>
          </Box>
        ))}
      </Box>
      <Box component="form" onSubmit={submit} sx={{ display: 'flex', gap: 1, px: 2, pb: 1.5, alignItems: 'start' }}>
        <TextField size="small" label="Save as" value={name} onChange={(event) => setName(event.target.value)} disabled={refusal !== undefined} helperText={refusal} sx={{ flex: 1 }} slotProps={{ htmlInput: { maxLength: 80 } }} />
        <Button type="submit" variant="outlined" color="inherit" loading={save.isPending} disabled={refusal !== undefined || name.trim() === '' || sql.trim() === ''} sx={{ height: 36 }}>
          Save
        </Button>
      </Box>
      {save.error && (
        <Alert severity={isTaken ? 'warning' : 'error'} action={isTaken && <Button color="inherit" onClick={() => save.mutate(true)}>Replace</Button>} sx={{ mx: 2, mb: 1.5 }}>
          {save.error.message}
        </Alert>
      )}
      {trouble && (
        <Alert severity="error" sx={{ mx: 2, mb: 1.5 }}>
          {trouble.message}
        </Alert>
      )}
    </SectionCard>
  );
}
