import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';

/** Stands where rows will be, in their height, so that nothing jumps when they come. */
export function ListSkeleton({ rows, rowHeight = 40, label }: { rows: number; rowHeight?: number; label: string }) {
  return (
    <Box role="status" aria-label={label} sx={{ px: 2, py: 1 }}>
      {Array.from({ length: rows }, (_, row) => (
        <Box key={row} sx={{ height: rowHeight, display: 'flex', alignItems: 'center', gap: 2 }}>
          <Skeleton variant="rounded" width={68} height={16} />
          <Skeleton variant="rounded" height={16} sx={{ flex: 1, maxWidth: `${64 - ((row * 13) % 30)}%` }} />
        </Box>
      ))}
    </Box>
  );
}
