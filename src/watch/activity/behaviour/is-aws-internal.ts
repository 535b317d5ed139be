import type { Activity } from '../../../core/activity.ts';

export type Internal = { readonly isInternal: true; readonly because: string } | { readonly isInternal: false };

const no: Internal = { isInternal: false };

/** Whether AWS itself made the call, for its own reasons and not as anybody's tool. What a caller can write himself, as the name of his program, says nothing. */
export function isAwsInternal({ principal, sourceAddress }: Activity): Internal {
  if (principal.type === 'service') return yes('the caller is an AWS service');
  if (principal.sessionIssuerArn?.includes(':role/aws-service-role/') === true) return yes('the role is linked to an AWS service');
  if (principal.invokedBy !== null && isAws(principal.invokedBy)) return yes(`${principal.invokedBy} called on behalf of the caller`);
  if (sourceAddress !== null && isAws(sourceAddress)) return yes('it came from inside AWS');
  return no;
}

function isAws(name: string): boolean {
  return name.endsWith('.amazonaws.com') || name === 'AWS Internal' || name.endsWith('.amazonaws.com.cn');
}

function yes(because: string): Internal {
  return { isInternal: true, because };
}
