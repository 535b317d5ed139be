import Alert from '@mui/material/Alert';
import { ApiError } from '../api/api-error.ts';
import { counted } from '../parts/format-number.ts';
import { Problem } from '../parts/problem.tsx';

/** What went wrong with a try to log in; while a name or an address is locked, how long it still is. */
export function LoginProblem({ error, waitSeconds }: { error: Error | null; waitSeconds: number }) {
  if (!(error instanceof ApiError) || error.status !== 429) return <Problem error={error} />;
  if (waitSeconds === 0) return <Alert severity="info">You can try again now.</Alert>;
  return (
    <Alert severity="warning" aria-live="off">
      {error.message}. It is locked for {waitSeconds >= 120 ? counted(Math.ceil(waitSeconds / 60), 'minute') : counted(waitSeconds, 'second')}, then you can try again.
    </Alert>
  );
}
