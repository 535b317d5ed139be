import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import CloudAlert from 'lucide-react/icons/cloud-alert';
import { ApiError } from '../api/api-error.ts';

/** What went wrong, what to do, the reference for whoever looks into the log, and another try. */
export function ErrorState({ error, onRetry, what }: { error: Error; onRetry?: () => void; what: string }) {
  const { hint, requestId } = error instanceof ApiError ? error : { hint: undefined, requestId: undefined };
  return (
    <Box role="alert" sx={{ display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', columnGap: 1.5, rowGap: 0.5, px: 2, py: 2.5 }}>
      <Box sx={{ color: 'error.main', pt: 0.125 }}>
        <CloudAlert size={20} aria-hidden />
      </Box>
      <Box>
        <Typography variant="h2" component="p">
          {what}
        </Typography>
        <Typography variant="body2">{sentence(error.message)}</Typography>
        {hint !== undefined && (
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {hint}
          </Typography>
        )}
        {requestId !== undefined && (
          <Typography variant="caption" component="p" sx={{ color: 'text.secondary', mt: 0.5 }}>
            Reference for the server&apos;s log: <code>{requestId}</code>
          </Typography>
        )}
        {onRetry && (
          <Button variant="outlined" onClick={onRetry} sx={{ mt: 1.5 }}>
            Try again
          </Button>
        )}
      </Box>
    </Box>
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
