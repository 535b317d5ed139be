import { CallFailure } from '../aws/call-failure.ts';
import { AppError } from '../../core/app-error.ts';
import { awsUseFor, type AccountsRoom, type Asking } from './accounts-room.ts';
import { explainFailure } from './account-trouble.ts';
import { findAccount } from './find-account.ts';

export interface TakenRole {
  readonly arn: string;
  readonly accountId: string;
  readonly expiresAt: string | null;
  readonly remarks: string[];
}

const whoAmI = 'sts:GetCallerIdentity';

/** Takes on the role of an account anew, to see whether it works; its credentials stay inside. */
export async function tryRole(room: AccountsRoom, id: string, asking: Asking): Promise<TakenRole> {
  const account = await findAccount(room.store, id, asking.scope);
  if (account.credential.kind !== 'role') throw new AppError('bad-request', `The account ${account.accountId} has no role that could be taken on: it is reached with ${account.credentialType}`, { hint: 'Validate it instead' });
  room.aws.renew(account);
  const session = room.aws.for(account, account.defaultRegion, { ...awsUseFor(asking, 'trying the role of the account'), actions: [whoAmI] });
  try {
    const { Arn: arn = '', Account: accountId = '' } = await session.call('sts', 'GetCallerIdentity', {});
    const expiresAt = await session.expiresAt(whoAmI);
    return { arn, accountId, expiresAt: expiresAt?.toISOString() ?? null, remarks: [...room.aws.remarks(account)] };
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    const trouble = explainFailure(account, error);
    throw new AppError('could-not-look', trouble?.because ?? error.message, { ...(trouble ? { hint: trouble.hint } : {}), cause: error });
  }
}
