import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import { usersQuery } from '../access/access-queries.ts';
import { ListRow } from '../access/list-row.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';

export function UserList() {
  const { data, error, refetch } = useQuery(usersQuery);
  if (error) return <ErrorState error={error} what="The users could not be read" onRetry={() => void refetch()} />;
  if (data === undefined) return <ListSkeleton rows={3} label="Loading users" />;
  return (
    <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {data.map((user) => (
        <ListRow key={user.id} title={user.username}>
          {user.name} · {user.role}
        </ListRow>
      ))}
    </Box>
  );
}
