import Alert from '@mui/material/Alert';
import type { SxProps, Theme } from '@mui/material/styles';
import { ApiError } from '../api/api-error.ts';

/** What went wrong with something that a person asked for, where they asked for it, and what to do. Nothing where nothing did. */
export function Problem({ error, sx = {} }: { error: Error | null; sx?: SxProps<Theme> }) {
  if (error === null) return null;
  const hint = error instanceof ApiError ? error.hint : undefined;
  return (
    <Alert severity="error" sx={sx}>
      {error.message}
      {hint !== undefined && <div>{hint}</div>}
    </Alert>
  );
}
