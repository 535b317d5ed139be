import type { ConnectedAccount } from '../../core/account.ts';

/** What an action is needed for: titles of features, by action. */
export type ActionFeatures = ReadonlyMap<string, readonly string[]>;

export interface ShrinkOrder {
  readonly declared: readonly string[];
  /** What was called with success in the time that counts. */
  readonly used: ReadonlySet<string>;
  readonly features: ActionFeatures;
  readonly accounts: readonly Pick<ConnectedAccount, 'accountId' | 'permissions'>[];
}

export interface LostAction {
  readonly action: string;
  /** What does not work without it. */
  readonly disables: readonly string[];
}

export interface ShrunkPolicy {
  readonly kept: readonly string[];
  readonly dropped: readonly LostAction[];
  /** Not allowed already, with the accounts where that is so. */
  readonly denied: readonly (LostAction & { readonly accountIds: readonly string[] })[];
}

/** The declared actions that somebody used, and what is lost with the others. */
export function shrinkPolicy({ declared, used, features, accounts }: ShrinkOrder): ShrunkPolicy {
  const lost = (action: string): LostAction => ({ action, disables: features.get(action) ?? [] });
  const denied = declared.flatMap((action) => {
    const accountIds = accounts.filter(({ permissions }) => permissions[action] === 'denied').map(({ accountId }) => accountId);
    return accountIds.length === 0 ? [] : [{ ...lost(action), accountIds }];
  });
  return { kept: declared.filter((action) => used.has(action)), dropped: declared.filter((action) => !used.has(action)).map(lost), denied };
}
