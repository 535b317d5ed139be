import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Download from 'lucide-react/icons/download';
import { CopyButton } from '../parts/copy-button.tsx';
import { monoFont } from '../theme/theme.ts';

/** The codes that stand in for the authenticator app, on the one occasion that they are shown. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const text = codes.join('\n');
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Alert severity="warning">Keep these recovery codes where you keep passwords. Each replaces one code when your device is lost. They are not shown again.</Alert>
      <Box component="ul" aria-label="Recovery codes" sx={({ vars: { palette } }) => ({ m: 0, p: 1.5, listStyle: 'none', display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(170px, 1fr))', gap: 0.75, borderRadius: 1, bgcolor: palette.surface.sunken, fontFamily: monoFont, fontSize: '0.8125rem' })}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </Box>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <CopyButton label="Copy all" text={() => text} />
        <Button variant="text" component="a" href={`data:text/plain;charset=utf-8,${encodeURIComponent(`Recovery codes of Watchkeeper\n\n${text}\n`)}`} download="watchkeeper-recovery-codes.txt" startIcon={<Download size={14} aria-hidden />}>
          Download
        </Button>
      </Box>
    </Box>
  );
}
