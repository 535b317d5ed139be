import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Download from 'lucide-react/icons/download';
import { useState } from 'react';
import { exportAuditContract } from '../../src/base/audit/contract.ts';
import { addressOf } from '../api/call.ts';
import type { AuditFilterInput } from './audit-search.ts';

const formats = [
  { format: 'csv', label: 'CSV, for a spreadsheet' },
  { format: 'jsonl', label: 'JSON lines, with the hashes' },
] as const;

/** Everything that the filters let through, not only what is on the page. */
export function AuditExport({ filter }: { filter: AuditFilterInput }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = (): void => setAnchor(null);
  return (
    <>
      <Button variant="outlined" color="inherit" aria-haspopup="menu" aria-expanded={anchor !== null} onClick={(event) => setAnchor(event.currentTarget)} startIcon={<Download size={15} aria-hidden />}>
        Export
      </Button>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={close}>
        {formats.map(({ format, label }) => (
          <MenuItem key={format} component="a" download href={addressOf(exportAuditContract.path, { query: { ...filter, format } })} onClick={close}>
            {label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
