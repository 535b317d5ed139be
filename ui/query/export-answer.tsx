import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Download from 'lucide-react/icons/download';
import { useState } from 'react';

interface ExportAnswerProps<Format extends string> {
  readonly formats: readonly Format[];
  readonly isBusy?: boolean;
  readonly onPick: (format: Format) => void;
}

const words: Readonly<Record<string, string>> = { csv: 'CSV', jsonl: 'JSON lines', parquet: 'Parquet' };

/** The whole answer as a file, not only the rows that are shown. */
export function ExportAnswer<Format extends string>({ formats, isBusy = false, onPick }: ExportAnswerProps<Format>) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button variant="outlined" color="inherit" loading={isBusy} loadingPosition="start" aria-haspopup="menu" aria-expanded={anchor !== null} onClick={(event) => setAnchor(event.currentTarget)} startIcon={<Download size={15} aria-hidden />}>
        Export
      </Button>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        {formats.map((format) => (
          <MenuItem
            key={format}
            onClick={() => {
              setAnchor(null);
              onPick(format);
            }}
          >
            {words[format] ?? format}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
