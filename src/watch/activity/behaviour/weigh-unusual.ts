import type { Activity } from '../../../core/activity.ts';
import { combinationsOf, type Combination } from './combinations.ts';
import type { Baseline } from './open-baselines.ts';

export interface Unusual {
  readonly points: number;
  /** What is new, the weightiest first. */
  readonly news: readonly { readonly combination: Combination; readonly points: number }[];
  readonly knownDays: number;
}

export interface Learning {
  /** For how long an entity must be known before anything is new for it. */
  readonly days: number;
  /** And on how many days it must have been active. */
  readonly activeDays: number;
}

const dayMs = 86_400_000;
const privileged = /^(?:iam|organizations|sso|sso-directory|kms|cloudtrail|guardduty|config|securityhub|rolesanywhere|account):/;
const credentials = /^(?:secretsmanager:GetSecretValue|secretsmanager:BatchGetSecretValue|ssm:GetParameters?(?:ByPath)?|sts:GetFederationToken|sts:GetSessionToken|ec2:GetPasswordData|iam:CreateAccessKey)$/;

/** How unusual an event is for its principal. For a day, what was first seen counts as new, so that the order of events does not. */
export function weighUnusual(activity: Activity, { principal, account, learning }: { principal: Baseline; account: Baseline; learning: Learning }): Unusual | null {
  const atMs = Date.parse(activity.at);
  const knownDays = Math.floor((atMs - principal.firstMs) / dayMs);
  if (knownDays < learning.days || principal.breadth('day') < learning.activeDays) return null;
  const isNew = (baseline: Baseline, [dimension, value]: Combination) => {
    const seen = baseline.seen(dimension, value);
    return seen !== null && seen.firstMs > atMs - dayMs && seen.firstMs >= baseline.firstMs + learning.days * dayMs;
  };
  const news = combinationsOf(activity)
    .filter((combination) => isNew(principal, combination))
    .map((combination) => ({ combination, points: pointsOf(combination, activity, { principal, isNewInAccount: isNew(account, combination) }) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points);
  return { points: news.reduce((sum, { points }) => sum + points, 0), news, knownDays };
}

function pointsOf([dimension, value]: Combination, { isReadOnly }: Activity, { principal, isNewInAccount }: { principal: Baseline; isNewInAccount: boolean }): number {
  switch (dimension) {
    case 'api': {
      const own = credentials.test(value) ? 2 : isReadOnly ? 0.5 : privileged.test(value) ? 2 : 1;
      return own + (isNewInAccount && !isReadOnly ? 1 : 0);
    }
    case 'region':
      return (isNewInAccount ? 2 : 1) + (isReadOnly ? 0 : 1);
    case 'network':
      return habitPoints(principal.breadth('network'));
    case 'agent':
      return principal.breadth('agent') <= 4 ? 1 : 0.5;
    case 'day':
      return 0;
  }
}

/** Who always comes from the same few networks does not change them for nothing; who travels does. */
function habitPoints(breadth: number): number {
  if (breadth <= 4) return 2;
  return breadth <= 12 ? 1 : 0;
}
