import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { monoFont } from '../theme/theme.ts';

interface SqlEditorProps {
  readonly sql: string;
  readonly onChange: (sql: string) => void;
  readonly onRun: () => void;
}

/** Tab leaves it, as everywhere; Ctrl and Enter asks. */
export function SqlEditor({ sql, onChange, onRun }: SqlEditorProps) {
  const hint = useId();
  return (
    <Box>
      <TextField
        multiline
        fullWidth
        minRows={6}
        maxRows={24}
        label="SQL"
        value={sql}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          onRun();
        }}
        slotProps={{ htmlInput: { spellCheck: false, autoCapitalize: 'off', autoCorrect: 'off', 'aria-describedby': hint }, input: { sx: { fontFamily: monoFont, fontSize: '0.8125rem', lineHeight: 1.55 } }, inputLabel: { shrink: true } }}
      />
      <Typography id={hint} variant="caption" sx={{ color: 'text.secondary' }}>
        One statement that reads. Ctrl and Enter asks.
      </Typography>
    </Box>
  );
}
