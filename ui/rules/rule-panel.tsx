import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';
import type { RuleDetail } from '../../src/watch/activity/rulebook/contract.ts';
import { ruleQuery } from './rule-queries.ts';
import { Code, CodeBlock } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { RuleBacktest } from './rule-backtest.tsx';
import { RuleExceptions } from './rule-exceptions.tsx';
import { RuleNoise } from './rule-noise.tsx';
import { RuleStateMark } from './rule-state-mark.tsx';
import { RuleSwitch } from './rule-switch.tsx';
import { RuleThreshold } from './rule-threshold.tsx';

export function RulePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: rule, error, refetch } = useQuery(ruleQuery(id));
  return (
    <Box component="article" aria-label="Rule" sx={{ minWidth: 0 }}>
      <Box sx={({ vars: { palette } }) => ({ position: 'sticky', top: 0, zIndex: 1, display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1, bgcolor: palette.background.paper, borderBottom: `1px solid ${palette.surface.line}` })}>
        {rule && <SeverityMark severity={rule.severity} isBadge />}
        {rule && <RuleStateMark state={rule.state} />}
        <Box sx={{ flex: 1 }} />
        <CopyButton label="Copy link" text={() => window.location.href} />
        <IconButton onClick={onClose} aria-label="Close the rule">
          <X size={18} aria-hidden />
        </IconButton>
      </Box>
      {rule ? <Content rule={rule} /> : error ? <ErrorState error={error} what="This rule could not be read" onRetry={() => void refetch()} /> : <ListSkeleton rows={6} label="Loading the rule" />}
    </Box>
  );
}

function Content({ rule }: { rule: RuleDetail }) {
  return (
    <Box sx={{ px: 2, pt: 1.5, pb: 3, display: 'grid', gap: 2.25, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box>
        <Typography variant="h1" component="h2" sx={{ fontSize: '1.125rem' }}>
          {rule.title}
        </Typography>
        <Typography variant="body2" sx={{ mt: 0.5 }}>
          {rule.description}
        </Typography>
      </Box>
      <Part title="Why it matters">{rule.why}</Part>
      <Part title="What to do">{rule.runbook}</Part>
      <Part title="When it is nothing">{rule.falsePositives.join('; ')}</Part>
      <Facts>
        <Fact name="Rule">
          <Code>{rule.id}</Code>
        </Fact>
        <Fact name="ATT&CK">{[...rule.tactics, ...rule.techniques].join(', ')}</Fact>
        <Fact name="Findings">
          <RouteLink to="/findings" search={{ producer: rule.id, status: 'all' }}>
            What it found
          </RouteLink>
          {rule.kind === 'event' && (
            <RouteLink to="/activity" search={{ rule: rule.id, range: '30d' }} sx={{ ml: 2 }}>
              Events that it marked
            </RouteLink>
          )}
        </Fact>
      </Facts>
      <RuleNoise id={rule.id} />
      <RuleSwitch key={`${rule.state} ${rule.severity}`} rule={rule} />
      {rule.threshold && <RuleThreshold key={JSON.stringify(rule.threshold.now)} rule={rule} threshold={rule.threshold} />}
      <RuleExceptions rule={rule} />
      <RuleBacktest id={rule.id} />
      <Box>
        <Typography variant="h3" component="h3" sx={{ mb: 0.75 }}>
          As it is written
        </Typography>
        <CodeBlock label="The rule's file">{rule.text}</CodeBlock>
      </Box>
    </Box>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  if (children === '') return null;
  return (
    <Box>
      <Typography variant="h3" component="h3">
        {title}
      </Typography>
      <Typography variant="body2">{children}</Typography>
    </Box>
  );
}
