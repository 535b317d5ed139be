import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { RuleNoise } from '../../src/respond/noise/contract.ts';
import type { RuleCard } from '../../src/watch/activity/rulebook/contract.ts';
import { Code } from '../parts/code.tsx';
import { counted } from '../parts/format-number.ts';
import { RouteLink } from '../parts/route-link.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { perDayInWords, precisionInWords } from './noise-words.ts';
import { rulesNoiseQuery } from './rule-queries.ts';
import { RuleStateMark } from './rule-state-mark.tsx';
import type { RulePageSearch } from './rule-search.ts';

export function RuleList({ rules, search }: { rules: readonly RuleCard[]; search: RulePageSearch }) {
  const noise = useQuery(rulesNoiseQuery).data;
  return (
    <Box component="ul" aria-label="Rules" sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {rules.map((rule) => (
        <Box
          component="li"
          key={rule.id}
          sx={({ vars: { palette } }) => ({
            display: 'grid',
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '92px minmax(0, 1fr) 132px 84px' },
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
              {rule.isTuned && ' · tuned'}
            </Typography>
          </Box>
          <NoiseCell noise={noise?.get(rule.id)} />
          <Box sx={{ justifySelf: 'start' }}>
            <RuleStateMark state={rule.state} />
          </Box>
        </Box>
      ))}
    </Box>
  );
}

/** Alerts a day over the last week, and what of them was true. */
function NoiseCell({ noise }: { noise: RuleNoise | undefined }) {
  if (noise === undefined) return <span />;
  const { week, month, decided, promotion } = noise;
  return (
    <Box sx={{ fontSize: '0.75rem', lineHeight: 1.5, color: month.alerts === 0 ? 'text.secondary' : 'text.primary' }} title={`${counted(week.alerts, 'alert')} in 7 days, ${counted(month.alerts, 'alert')} in 30 days`}>
      {month.alerts === 0 ? 'silent' : `${perDayInWords(week.perDay)} a day`}
      <Box sx={{ color: 'text.secondary' }}>{promotion?.refused === null ? 'may be promoted' : decided > 0 ? precisionInWords(noise) : ''}</Box>
    </Box>
  );
}
