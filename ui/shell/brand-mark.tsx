import Box from '@mui/material/Box';

/** A lamp that shines both ways. */
export function BrandMark() {
  return (
    <Box sx={{ display: 'inline-flex', alignItems: 'center', gap: 1.125, fontWeight: 680, fontSize: '1rem', letterSpacing: '-0.015em' }}>
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path d="M16 16 3 8.5v15z" fill="#f2b544" opacity=".36" />
        <path d="m16 16 13-7.5v15z" fill="#f2b544" opacity=".36" />
        <circle cx="16" cy="16" r="5.5" fill="#f2b544" />
        <circle cx="16" cy="16" r="2.2" fill="#0d2b30" />
      </svg>
      Watchkeeper
    </Box>
  );
}
