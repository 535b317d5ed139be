import type { Activity } from '../../../core/activity.ts';

export type Internal = { readonly isInternal: true; readonly because: string } | { readonly isInternal: false };

const host = /\.amazonaws\.com(?:\.cn)?$/;

/** Whether AWS itself made the call, for its own reasons and not as anybody's tool. */
export function isAwsInternal({ principal, sourceAddress, userAgent }: Activity): Internal {
  const yes = (because: string): Internal => ({ isInternal: true, because });
  if (principal.type === 'service') return yes('the caller is an AWS service');
  if (principal.sessionIssuerArn?.includes(':role/aws-service-role/') === true) return yes('the role is linked to an AWS service');
  if (principal.invokedBy !== null && host.test(principal.invokedBy)) return yes(`${principal.invokedBy} called on behalf of the caller`);
  if (sourceAddress !== null && (host.test(sourceAddress) || sourceAddress === 'AWS Internal')) return yes('it came from inside AWS');
  if (userAgent !== null && (host.test(userAgent) || userAgent === 'AWS Internal')) return yes('its program is an AWS service');
  return { isInternal: false };
}
