import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ErrorState } from '../parts/error-state.tsx';

/** What stands in the place of a page that failed. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <Box sx={{ maxWidth: 640, mx: 'auto', my: 6, px: 2 }}>
      <Card>
        <ErrorState error={error instanceof Error ? error : new Error(String(error))} onRetry={retry} what="This page could not be shown" />
      </Card>
    </Box>
  );
}
