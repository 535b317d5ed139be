import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { monoFont } from '../theme/theme.ts';

interface ResultTableProps {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** An answer as a table that scrolls by itself, with the keyboard too. */
export function ResultTable({ columns, rows }: ResultTableProps) {
  return (
    <Box tabIndex={0} role="region" aria-label="Answer" sx={{ overflow: 'auto', maxHeight: '70vh' }}>
      <Table size="small" stickyHeader sx={{ '& td, & th': { px: 1.5, py: 0.5, fontSize: '0.75rem', verticalAlign: 'top' } }}>
        <TableHead>
          <TableRow>
            {columns.map(({ name, type }, at) => (
              <TableCell key={at} align={isNumber(type) ? 'right' : 'left'} title={type} sx={{ whiteSpace: 'nowrap', fontWeight: 650, bgcolor: 'background.paper' }}>
                {name}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row, line) => (
            <TableRow key={line}>
              {columns.map(({ type }, at) => (
                <TableCell key={at} align={isNumber(type) ? 'right' : 'left'} sx={{ fontFamily: monoFont, maxWidth: 420, overflowWrap: 'anywhere' }}>
                  {cellText(row[at])}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  );
}

function isNumber(type: string): boolean {
  return /int|double|decimal|float|real/i.test(type);
}

const longest = 600;

/** Whole records would fill the page: they are cut here, and whole in an export. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
