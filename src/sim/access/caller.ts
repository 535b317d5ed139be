import type { CloudTrailIdentity } from '../world/cloudtrail-record.ts';
import type { PolicyDocument, SimAccount, SimRole, SimUser } from '../world/world.ts';

/** Who signed a request. */
export interface Caller {
  readonly account: SimAccount;
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId: string;
  readonly secret: string;
  readonly principal: Principal;
}

export type Principal =
  | { readonly kind: 'user'; readonly user: SimUser; readonly session?: Session }
  | { readonly kind: 'role'; readonly role: SimRole; readonly session: Session };

/** What AssumeRole or GetSessionToken handed out. */
export interface Session {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly accountId: string;
  readonly holder: { readonly kind: 'user' | 'role'; readonly name: string };
  /** The name that the caller of AssumeRole gave it. */
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** What the session was narrowed to, where it was. */
  readonly policies: readonly PolicyDocument[] | undefined;
  readonly sourceIdentity: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly usedMfa: boolean;
}

/** As CloudTrail writes the caller down. */
export function identityOf({ principal, account, userId, arn, accessKeyId }: Caller): CloudTrailIdentity {
  const common = { principalId: userId, arn, accountId: account.id, accessKeyId };
  const attributes = principal.session && { creationDate: `${principal.session.createdAt.toISOString().slice(0, 19)}Z`, mfaAuthenticated: String(principal.session.usedMfa) };
  if (principal.kind === 'user') {
    return { type: 'IAMUser', ...common, userName: principal.user.name, ...(attributes ? { sessionContext: { attributes } } : {}) };
  }
  const { role, session } = principal;
  return {
    type: 'AssumedRole',
    ...common,
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId: role.id, arn: role.arn, accountId: account.id, userName: role.name },
      ...(attributes ? { attributes } : {}),
      ...(session.sourceIdentity === undefined ? {} : { sourceIdentity: session.sourceIdentity }),
    },
  };
}
