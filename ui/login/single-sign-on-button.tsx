import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import { useQuery } from '@tanstack/react-query';
import LogIn from 'lucide-react/icons/log-in';
import { getSessionContract } from '../../src/base/access/contract.ts';
import { startSingleSignOnContract } from '../../src/base/access/sso/contract.ts';
import { call } from '../api/call.ts';

/** Leads to the identity provider, where there is one. */
export function SingleSignOnButton() {
  const title = useQuery({ queryKey: ['single-sign-on'], queryFn: async ({ signal }) => (await call(getSessionContract, { signal })).singleSignOn }).data;
  if (typeof title !== 'string') return null;
  return (
    <Box sx={{ display: 'grid', gap: 2, mb: 2 }}>
      <Button variant="contained" size="medium" href={startSingleSignOnContract.path} startIcon={<LogIn size={16} aria-hidden />}>
        Log in with {title}
      </Button>
      <Divider sx={{ fontSize: '0.75rem', color: 'text.secondary' }}>or with a password</Divider>
    </Box>
  );
}
