/** Of which AWS accounts somebody may know: all that there are and will be, or those of these numbers. */
export type AccountScope = 'all' | readonly string[];

/** A thing of no single account, such as an agent of all accounts, is for who may know of all. */
export function allows(scope: AccountScope, accountId: string | null): boolean {
  return scope === 'all' || (accountId !== null && scope.includes(accountId));
}

/** What both may know of. */
export function commonScope(one: AccountScope, other: AccountScope): AccountScope {
  if (one === 'all') return other;
  return other === 'all' ? one : one.filter((accountId) => other.includes(accountId));
}

/** Whether whoever may know of `scope` knows all that `other` tells. */
export function covers(scope: AccountScope, other: AccountScope): boolean {
  return scope === 'all' || (other !== 'all' && other.every((accountId) => scope.includes(accountId)));
}
