import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Download from 'lucide-react/icons/download';
import { useState } from 'react';
import { exportFindingsContract } from '../../src/respond/findings/contract.ts';
import { addressOf } from '../api/call.ts';
import { type FindingPageSearch, findingSearchOf } from './finding-search.ts';

const formats = [
  { format: 'csv', label: 'CSV, one line per finding' },
  { format: 'jsonl', label: 'JSON lines, with the evidence' },
] as const;

/** Everything that the filters let through, not only what is on the page. */
export function ExportMenu({ search }: { search: FindingPageSearch }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = (): void => setAnchor(null);
  return (
    <>
      <Button variant="outlined" color="inherit" aria-haspopup="menu" aria-expanded={anchor !== null} onClick={(event) => setAnchor(event.currentTarget)} startIcon={<Download size={15} aria-hidden />}>
        Export
      </Button>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={close}>
        {formats.map(({ format, label }) => (
          <MenuItem key={format} component="a" download href={addressOf(exportFindingsContract.path, { query: { ...findingSearchOf(search), format } })} onClick={close}>
            {label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
