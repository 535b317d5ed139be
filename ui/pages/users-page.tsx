import Box from '@mui/material/Box';
import { SessionList } from '../access/session-list.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { UserList } from '../users/user-list.tsx';

export default function UsersPage() {
  return (
    <>
      <PageHeader title="Users" about="Who may log in, what they may do, and which accounts they may see" />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <SectionCard title="Who may log in">
          <UserList />
        </SectionCard>
        <SessionList of="everybody" />
      </Box>
    </>
  );
}
