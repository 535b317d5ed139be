import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import UserPlus from 'lucide-react/icons/user-plus';
import { useState } from 'react';
import { KeyList } from '../access/key-list.tsx';
import { SessionList } from '../access/session-list.tsx';
import { useManagesAll } from '../api/use-session.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { AddUser } from '../users/add-user.tsx';
import { UserList } from '../users/user-list.tsx';

export default function UsersPage() {
  const [isAdding, setIsAdding] = useState(false);
  if (!useManagesAll()) {
    return (
      <EmptyState icon={UserPlus} title="Users are for administrators" size="page">
        This page is for administrators who may see every account.
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeader
        title="Users"
        about="Who may log in, what they may do, and which accounts they may see"
        actions={
          <Button variant="contained" startIcon={<UserPlus size={15} aria-hidden />} onClick={() => setIsAdding(true)}>
            Add a user
          </Button>
        }
      />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <SectionCard title="Who may log in">
          <UserList />
        </SectionCard>
        <SessionList of="everybody" />
        <KeyList of="everybody" />
      </Box>
      {isAdding && <AddUser onClose={() => setIsAdding(false)} />}
    </>
  );
}
