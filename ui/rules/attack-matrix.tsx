import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { tagName } from '../parts/attack-technique.ts';
import { ruleCoverageQuery } from './rule-queries.ts';

/** The techniques of ATT&CK for the cloud under their tactics: what some rule sees leads to it, what none sees is pale. */
export function AttackMatrix() {
  const { data, error, refetch } = useQuery(ruleCoverageQuery);
  if (error) return <ErrorState error={error} what="The matrix could not be read" onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton rows={8} label="Loading the matrix" />;
  const tactics = [...Map.groupBy(data, ({ tactic }) => tactic)];
  return (
    <Box sx={{ display: 'grid', gap: 2, p: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 230px), 1fr))', alignItems: 'start' }}>
      {tactics.map(([tactic, techniques]) => {
        const seen = techniques.filter(({ rules }) => rules.length > 0).length;
        return (
          <Box component="section" key={tactic} aria-label={tagName(tactic)}>
            <Typography variant="h3" component="h2">
              {tagName(tactic)}
            </Typography>
            <Typography variant="caption" component="p" sx={{ color: 'text.secondary', mb: 0.75 }}>
              {seen} of {counted(techniques.length, 'technique')}
            </Typography>
            <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 0.5 }}>
              {techniques.map(({ technique, name, rules }) => (
                <Box
                  component="li"
                  key={technique}
                  sx={({ vars: { palette } }) => ({ px: 1, py: 0.5, borderRadius: 1, fontSize: '0.75rem', lineHeight: 1.45, bgcolor: rules.length > 0 ? palette.tone.good.soft : palette.surface.sunken, color: rules.length > 0 ? palette.text.primary : palette.text.secondary })}
                >
                  {rules.length > 0 ? (
                    <RouteLink to="/rules" search={{ technique, tactic }} color="inherit" underline="hover">
                      {technique} {name} <strong>{rules.length}</strong>
                    </RouteLink>
                  ) : (
                    `${technique} ${name}`
                  )}
                </Box>
              ))}
            </Box>
          </Box>
        );
      })}
    </Box>
  );
}
