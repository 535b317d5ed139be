import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { severities, type Severity } from '../../src/core/severity.ts';
import { changeRuleContract, type RuleDetail, ruleStates } from '../../src/watch/activity/rulebook/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { absoluteTime } from '../parts/format-time.ts';
import { severityNames } from '../parts/severity-names.ts';
import { ruleQuery, rulesNoiseQuery, rulesQuery } from './rule-queries.ts';

const words = { on: 'On', off: 'Off', staged: 'Staged' } as const;

/** Switches the rule and says how severe its findings are. */
export function RuleSwitch({ rule }: { rule: RuleDetail }) {
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  const change = useMutation({
    mutationFn: (body: { state?: RuleDetail['state']; severity?: Severity | null }) => call(changeRuleContract, { query: { id: rule.id }, body }),
    async onSuccess(changed) {
      client.setQueryData(ruleQuery(rule.id).queryKey, changed);
      await Promise.all([client.invalidateQueries({ queryKey: rulesQuery.queryKey }), client.invalidateQueries({ queryKey: rulesNoiseQuery.queryKey })]);
    },
  });
  const isOwn = rule.severity !== rule.writtenSeverity;
  return (
    <Box component="section" aria-label="Switch" sx={{ display: 'grid', gap: 1 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <ToggleButtonGroup exclusive size="small" value={rule.state} disabled={refusal !== undefined || change.isPending} onChange={(_, state: RuleDetail['state'] | null) => state && change.mutate({ state })} aria-label="State of the rule">
          {ruleStates.map((state) => (
            <ToggleButton key={state} value={state} sx={{ px: 1.5 }}>
              {words[state]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <TextField select size="small" label="Severity of its findings" value={isOwn ? rule.severity : ''} disabled={refusal !== undefined || change.isPending} onChange={(event) => change.mutate({ severity: severities.find((one) => one === event.target.value) ?? null })} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }} sx={{ minWidth: 190 }}>
          <MenuItem value="">As written: {severityNames[rule.writtenSeverity]}</MenuItem>
          {severities.map((severity) => (
            <MenuItem key={severity} value={severity}>
              {severityNames[severity]}
            </MenuItem>
          ))}
        </TextField>
      </Box>
      <Typography variant="caption" sx={{ color: 'text.secondary' }}>
        {refusal ?? (rule.stagedBy === 'status' ? `Staged, since its author calls it ${rule.status}: it is counted and told to nobody.` : 'A staged rule is counted and told to nobody, until you have seen how often it would speak.')}
        {rule.changed && ` Changed by ${rule.changed.by}, ${absoluteTime(rule.changed.at)}.`}
      </Typography>
      {change.error && <Alert severity="error">{change.error.message}</Alert>}
    </Box>
  );
}
