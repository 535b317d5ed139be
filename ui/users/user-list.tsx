import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListedUser } from '../../src/base/access/contract.ts';
import { usersQuery } from '../access/access-queries.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { ChangeUser, ResetPassword } from './change-user.tsx';
import { ConfirmUserChange } from './confirm-user-change.tsx';
import type { UserOrder } from './user-menu-of-row.tsx';
import { UserRow } from './user-row.tsx';

export function UserList() {
  const { data, error, refetch } = useQuery(usersQuery);
  const [doing, setDoing] = useState<{ what: UserOrder; user: ListedUser }>();
  const stop = (): void => setDoing(undefined);
  if (error) return <ErrorState error={error} what="The users could not be read" onRetry={() => void refetch()} />;
  if (data === undefined) return <ListSkeleton rows={3} label="Loading users" />;
  return (
    <>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {data.map((user) => (
          <UserRow key={user.id} user={user} onOrder={(what) => setDoing({ what, user })} />
        ))}
      </Box>
      {doing?.what === 'change' && <ChangeUser user={doing.user} onClose={stop} />}
      {doing?.what === 'reset-password' && <ResetPassword user={doing.user} onClose={stop} />}
      {(doing?.what === 'remove' || doing?.what === 'reset-factor') && <ConfirmUserChange what={doing.what} user={doing.user} onClose={stop} />}
    </>
  );
}
