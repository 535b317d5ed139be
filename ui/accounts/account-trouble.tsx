import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { RelativeTime } from '../parts/relative-time.tsx';

/** What is wrong with an account, since when, and what to do; or what could be better. */
export function AccountTrouble({ account: { status, statusReason, statusHint, failingSince, remarks } }: { account: ConnectedAccount }) {
  return (
    <>
      {statusReason !== null && (
        <Alert severity={status === 'error' ? 'error' : 'info'}>
          <Box sx={{ fontWeight: 600 }}>{statusReason}</Box>
          {statusHint !== null && <div>{statusHint}</div>}
          {failingSince !== null && (
            <Box sx={{ mt: 0.5, fontSize: '0.75rem' }}>
              Failed first <RelativeTime at={failingSince} />; it is tried again by itself.
            </Box>
          )}
        </Alert>
      )}
      {remarks.map((remark) => (
        <Alert key={remark} severity="warning">
          {remark}
        </Alert>
      ))}
    </>
  );
}
