import Card from '@mui/material/Card';
import { getRouteApi } from '@tanstack/react-router';
import { AuditList } from '../audit/audit-list.tsx';
import { auditFilterOf } from '../audit/audit-search.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { useNow } from '../parts/use-now.ts';

const route = getRouteApi('/shell/settings/audit');

export default function AuditPage() {
  const search = route.useSearch();
  const filter = auditFilterOf(search, useNow());
  return (
    <>
      <PageHeader title="Audit log" about="Who did what, when and from where. Entries are chained: none can be changed or removed unnoticed." />
      <Card>
        <AuditList filter={filter} search={search} />
      </Card>
    </>
  );
}
