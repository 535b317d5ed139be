import type { Gap, GapReason } from '../../src/core/gap.ts';

export const gapReasonNames: Readonly<Record<GapReason, string>> = {
  'access-denied': 'Access denied',
  throttled: 'Throttled',
  'region-disabled': 'Region not enabled',
  'circuit-open': 'Not tried',
  credentials: 'No credentials',
  revoked: 'Revoked',
  'not-supported': 'Not supported',
  unreachable: 'Unreachable',
  'service-error': 'AWS failed',
  'over-budget': 'Over the budget',
  cancelled: 'Cancelled',
};

/** What a person can do about it. */
export function gapRemedy({ reason, action, operation }: Pick<Gap, 'reason' | 'action' | 'operation'>): string {
  switch (reason) {
    case 'access-denied':
      return `Allow ${action ?? operation} in the role's policy, and see that no service control policy denies it; watchkeeper policy prints what is needed.`;
    case 'throttled':
      return 'AWS answered too many requests at once. It is tried again with the next run; fewer agents at a time help.';
    case 'region-disabled':
      return 'The account has not opted in to this region. Leave the region out, or enable it in AWS.';
    case 'circuit-open':
      return 'The calls before this one failed, so it was not even tried. It is tried again by itself.';
    case 'credentials':
      return 'No credentials could be had. Check the role, its trust policy and its external id.';
    case 'revoked':
      return 'Somebody revoked these credentials. Allow them again, or give the account others.';
    case 'not-supported':
      return 'The service does not exist in this region.';
    case 'unreachable':
      return 'There was no answer. Check the network, the proxy and AWS itself.';
    case 'service-error':
      return 'AWS answered with an error of its own. It is tried again with the next run.';
    case 'over-budget':
      return 'The call is billed and the monthly ceiling is reached: aws.monthlyCeilingUsd sets it.';
    case 'cancelled':
      return 'The run was stopped before it came to this.';
  }
}
