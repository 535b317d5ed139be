import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { RuleNoise as Noise } from '../../src/respond/noise/contract.ts';
import { AccountName } from '../parts/account-name.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { perDayInWords } from './noise-words.ts';
import { rulesNoiseQuery } from './rule-queries.ts';

const accountsShown = 5;

/** How much the rule tells, and how much of it was true. */
export function RuleNoise({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(rulesNoiseQuery);
  const noise = data?.get(id);
  return (
    <Box component="section" aria-label="Noise" sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Typography variant="h3" component="h3">
        How noisy it is
      </Typography>
      {error ? <ErrorState error={error} what="The noise could not be read" onRetry={() => void refetch()} /> : noise === undefined ? <ListSkeleton rows={2} rowHeight={24} label="Loading the noise" /> : <Measured noise={noise} />}
    </Box>
  );
}

function Measured({ noise }: { noise: Noise }) {
  const { week, month, verdicts, decided, promotion, ruleId, daily } = noise;
  return (
    <>
      {month.alerts > 0 && <DailyBars daily={daily} />}
      <Facts>
        <Fact name="7 days">{spanInWords(week)}</Fact>
        <Fact name="30 days">{spanInWords(month)}</Fact>
        {month.accounts.length > 0 && (
          <Fact name="Accounts">
            {month.accounts.slice(0, accountsShown).map(({ accountId, alerts }) => (
              <div key={accountId}>
                <RouteLink to="/findings" search={{ producer: ruleId, account: accountId, status: 'all' }} color="inherit" underline="always">
                  <AccountName accountId={accountId} />
                </RouteLink>{' '}
                {counted(alerts, 'alert')}
              </div>
            ))}
            {month.accounts.length > accountsShown && `and ${month.accounts.length - accountsShown} more`}
          </Fact>
        )}
        <Fact name="Precision">
          {decided === 0 ? (
            `Nobody has decided about its findings yet (${verdicts.undecided} wait)`
          ) : (
            <>
              {Math.round((100 * verdicts.truePositive) / decided)} %: {verdicts.truePositive} of {decided} true, {verdicts.benign} benign, {verdicts.falsePositive} false; {verdicts.undecided} not decided
            </>
          )}
        </Fact>
        {promotion !== null && <Fact name="Promotion">{promotion.refused === null ? `It is quiet enough: ${perDayInWords(promotion.perDay)} alerts a day, at most ${promotion.limitPerDay} are allowed. Switch it on when you want to hear it.` : `Not yet: ${promotion.refused}.`}</Fact>}
      </Facts>
    </>
  );
}

function spanInWords({ alerts, days, perDay, staged, overBudget }: Noise['week']): string {
  const quiet = [staged > 0 ? `${staged} while staged` : '', overBudget > 0 ? `${overBudget} over the account's budget` : ''].filter((words) => words !== '');
  return `${perDayInWords(perDay)} a day: ${counted(alerts, 'alert')} on ${counted(days, 'day')}${quiet.length === 0 ? '' : `, ${quiet.join(' and ')}`}`;
}

function DailyBars({ daily }: { daily: readonly number[] }) {
  const most = Math.max(1, ...daily);
  const days = daily.length;
  return (
    <Box role="img" aria-label={`Alerts of the last ${days} days, the most on one day ${Math.max(0, ...daily)}`} sx={{ display: 'flex', alignItems: 'flex-end', gap: '2px', height: 36 }}>
      {daily.map((count, at) => (
        <Box key={`${days - at} days ago`} title={`${counted(count, 'alert')}, ${at === days - 1 ? 'today' : `${counted(days - 1 - at, 'day')} ago`}`} sx={({ vars: { palette } }) => ({ flex: 1, minWidth: 0, height: count === 0 ? '1px' : `${Math.max(8, (count / most) * 100)}%`, bgcolor: count === 0 ? palette.surface.strongLine : palette.primary.main })} />
      ))}
    </Box>
  );
}
