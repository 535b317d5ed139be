import Box from '@mui/material/Box';
import { KeyList } from '../access/key-list.tsx';
import { PasswordCard } from '../access/password-card.tsx';
import { SecondFactorCard } from '../access/second-factor-card.tsx';
import { SessionList } from '../access/session-list.tsx';
import { useSession } from '../api/use-session.ts';
import { counted } from '../parts/format-number.ts';
import { PageHeader } from '../parts/page-header.tsx';

export default function AccessPage() {
  const user = useSession()?.user;
  const about = user && `${user.username}, role ${user.role}, ${user.accounts === 'all' ? 'every account' : counted(user.accounts.length, 'account')}`;
  return (
    <>
      <PageHeader title="Your access" about={about ?? ' '} />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <SecondFactorCard />
        <SessionList of="me" />
        <KeyList of="me" />
        <PasswordCard />
      </Box>
    </>
  );
}
