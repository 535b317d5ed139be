import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { RuleCard } from '../../src/watch/activity/rulebook/contract.ts';
import { Code } from '../parts/code.tsx';
import { counted } from '../parts/format-number.ts';
import { RouteLink } from '../parts/route-link.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { RuleStateMark } from './rule-state-mark.tsx';
import type { RulePageSearch } from './rule-search.ts';

export function RuleList({ rules, search }: { rules: readonly RuleCard[]; search: RulePageSearch }) {
  return (
    <Box component="ul" aria-label="Rules" sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {rules.map((rule) => (
        <Box
          component="li"
          key={rule.id}
          sx={({ vars: { palette } }) => ({
            display: 'grid',
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '92px minmax(0, 1fr) auto' },
            columnGap: 2,
            rowGap: 0.25,
            alignItems: 'baseline',
            px: 2,
            py: 1,
            borderTop: `1px solid ${palette.surface.line}`,
            bgcolor: search.rule === rule.id ? palette.surface.sunken : undefined,
            '&:first-of-type': { borderTop: 0 },
          })}
        >
          <SeverityMark severity={rule.severity} />
          <Box sx={{ minWidth: 0 }}>
            <RouteLink to="/rules" search={{ ...search, rule: rule.id }} color="inherit" underline="hover" sx={{ fontWeight: 600 }}>
              {rule.title}
            </RouteLink>
            <Typography variant="caption" component="div" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
              <Code>{rule.id}</Code>
              {rule.techniques.length > 0 && ` · ${rule.techniques.join(', ')}`}
              {rule.exceptions > 0 && ` · ${counted(rule.exceptions, 'exception')}`}
            </Typography>
          </Box>
          <Box sx={{ justifySelf: 'start' }}>
            <RuleStateMark state={rule.state} />
          </Box>
        </Box>
      ))}
    </Box>
  );
}
