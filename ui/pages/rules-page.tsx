import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Drawer from '@mui/material/Drawer';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import SearchX from 'lucide-react/icons/search-x';
import { severities } from '../../src/core/severity.ts';
import { ruleStates } from '../../src/watch/activity/rulebook/contract.ts';
import { FilterSelect } from '../findings/filter-select.tsx';
import { tagName } from '../parts/attack-technique.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { severityNames } from '../parts/severity-names.ts';
import { AttackMatrix } from '../rules/attack-matrix.tsx';
import { RuleList } from '../rules/rule-list.tsx';
import { RulePanel } from '../rules/rule-panel.tsx';
import { rulesNoiseQuery, rulesQuery } from '../rules/rule-queries.ts';
import { type RulePageSearch, rulesFor } from '../rules/rule-search.ts';

const route = getRouteApi('/shell/rules');
const stateWords = { on: 'On', off: 'Off', staged: 'Staged' } as const;

export default function RulesPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(rulesQuery);
  const change = (part: Partial<RulePageSearch>) => void navigate({ to: '/rules', search: { ...search, ...part }, replace: true });
  const noise = useQuery({ ...rulesNoiseQuery, enabled: data !== undefined }).data;
  const fitting = rulesFor(data?.rules ?? [], search);
  const shown = search.sort === 'noise' ? fitting.toSorted((a, b) => (noise?.get(b.id)?.month.alerts ?? 0) - (noise?.get(a.id)?.month.alerts ?? 0)) : fitting;
  const tactics = [...new Set((data?.rules ?? []).flatMap((rule) => rule.tactics))].sort();
  const view = search.view ?? 'list';

  return (
    <Box sx={{ containerType: 'inline-size' }}>
      <PageHeader
        title="Rules"
        about={data === undefined ? ' ' : `${counted(shown.length, 'rule')} of ${data.rules.length}`}
        actions={
          <ToggleButtonGroup exclusive size="small" value={view} onChange={(_, next: 'list' | 'matrix' | null) => next && change({ view: next === 'list' ? undefined : next })} aria-label="View">
            <ToggleButton value="list" sx={{ px: 1.5 }}>
              Catalogue
            </ToggleButton>
            <ToggleButton value="matrix" sx={{ px: 1.5 }}>
              ATT&CK
            </ToggleButton>
          </ToggleButtonGroup>
        }
      />
      {data !== undefined && data.refused.length > 0 && (
        <Alert severity="warning" sx={{ mb: 2 }}>
          {counted(data.refused.length, 'rule')} could not be used: {data.refused.map(({ file, line, because }) => `${file}:${line}: ${because}`).join('; ')}
        </Alert>
      )}
      {view === 'list' && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, rowGap: 1.5, mb: 2, '& > *': { flex: { xs: '1 1 140px', sm: '0 1 auto' } } }}>
          <TextField label="Search" value={search.q ?? ''} onChange={(event) => change({ q: event.target.value || undefined })} sx={{ minWidth: 200 }} />
          <FilterSelect label="Severity" any="Any" value={search.severity} options={severities.toReversed().map((value) => ({ value, label: severityNames[value] }))} onChange={(value) => change({ severity: severities.find((one) => one === value) })} />
          <FilterSelect label="State" any="Any" value={search.state} options={ruleStates.map((value) => ({ value, label: stateWords[value] }))} onChange={(value) => change({ state: ruleStates.find((one) => one === value) })} />
          <FilterSelect label="Tactic" any="Any" value={search.tactic} options={tactics.map((value) => ({ value, label: tagName(value) }))} onChange={(value) => change({ tactic: value, technique: undefined })} />
          <FilterSelect label="Order" any="By place" value={search.sort} options={[{ value: 'noise', label: 'The noisiest first' }]} onChange={(value) => change({ sort: value === 'noise' ? 'noise' : undefined })} />
          {search.technique !== undefined && <FilterSelect label="Technique" any="Any" value={search.technique} options={[]} onChange={(value) => change({ technique: value })} />}
        </Box>
      )}
      <Card>
        {error ? (
          <ErrorState error={error} what="The rules could not be read" onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <ListSkeleton rows={10} label="Loading rules" />
        ) : view === 'matrix' ? (
          <AttackMatrix />
        ) : shown.length === 0 ? (
          <EmptyState icon={SearchX} title="No rule is like that">
            Take a filter away, or search for another word.
          </EmptyState>
        ) : (
          <RuleList rules={shown} search={search} />
        )}
      </Card>
      <Drawer anchor="right" open={search.rule !== undefined} onClose={() => change({ rule: undefined })} slotProps={{ paper: { 'aria-label': 'Rule', sx: { width: 'min(100vw, 640px)' } } }}>
        {search.rule !== undefined && <RulePanel key={search.rule} id={search.rule} onClose={() => change({ rule: undefined })} />}
      </Drawer>
    </Box>
  );
}
