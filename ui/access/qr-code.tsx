import Box from '@mui/material/Box';
import { encode } from 'uqr';

/** Dark on light in both themes: many cameras read nothing else. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 3 });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <Box component="svg" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" sx={({ vars: { palette } }) => ({ width: 192, height: 192, flexShrink: 0, borderRadius: 1, bgcolor: '#ffffff', border: `1px solid ${palette.surface.line}` })}>
      <path d={squares} fill="#10201f" />
    </Box>
  );
}
