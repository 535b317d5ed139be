import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';

export function PendingPage() {
  return (
    <Box sx={{ py: 4 }}>
      <LinearProgress aria-label="Loading the page" />
    </Box>
  );
}
