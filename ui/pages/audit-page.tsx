import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Drawer from '@mui/material/Drawer';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import LockKeyhole from 'lucide-react/icons/lock-keyhole';
import { useManagesAll, useRefusal } from '../api/use-session.ts';
import { AuditChain } from '../audit/audit-chain.tsx';
import { AuditExport } from '../audit/audit-export.tsx';
import { AuditFilters } from '../audit/audit-filters.tsx';
import { AuditList } from '../audit/audit-list.tsx';
import { AuditPanel } from '../audit/audit-panel.tsx';
import { auditFilterOf, type AuditPageSearch } from '../audit/audit-search.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { useNow } from '../parts/use-now.ts';

const route = getRouteApi('/shell/settings/audit');

export default function AuditPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const filter = auditFilterOf(search, useNow());
  const seesAll = useManagesAll();
  const refusal = useRefusal('admin');
  const change = (part: Partial<AuditPageSearch>) => void navigate({ to: '/settings/audit', search: { ...search, ...part }, replace: true });
  const close = (): void => change({ entry: undefined });
  if (refusal !== undefined) {
    return (
      <EmptyState icon={LockKeyhole} title="The audit log is for administrators" size="page">
        {refusal}.
      </EmptyState>
    );
  }
  return (
    <Box sx={{ containerType: 'inline-size' }}>
      <PageHeader title="Audit log" about="Who did what, when and from where. No entry can be changed or removed unnoticed." actions={<AuditExport filter={filter} />} />
      {seesAll && (
        <Box sx={{ mb: 2 }}>
          <AuditChain />
        </Box>
      )}
      <AuditFilters search={search} onChange={change} />
      <Card>
        <AuditList filter={filter} search={search} />
      </Card>
      <Drawer anchor="right" open={search.entry !== undefined} onClose={close} slotProps={{ paper: { 'aria-label': 'Entry', sx: { width: 'min(100vw, 640px)' } } }}>
        {search.entry !== undefined && <AuditPanel key={search.entry} sequence={Number(search.entry)} onClose={close} />}
      </Drawer>
    </Box>
  );
}
