import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import { accountsQuery } from '../api/queries.ts';
import { monoFont } from '../theme/theme.ts';

/** The account as people call it, with its number. */
export function AccountName({ accountId, isBrief = false }: { accountId: string; isBrief?: boolean }) {
  const { data } = useQuery(accountsQuery);
  const name = data?.find((account) => account.accountId === accountId)?.name;
  if (name !== undefined && isBrief) return <span title={accountId}>{name}</span>;
  return (
    <span>
      {name}{' '}
      <Box component="span" sx={{ fontFamily: monoFont, fontSize: '0.92em', color: 'text.secondary' }}>
        {accountId}
      </Box>
    </span>
  );
}
