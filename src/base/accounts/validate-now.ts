import { CallFailure } from '../aws/call-failure.ts';
import type { ConnectedAccount } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import { awsUseFor, type AccountsRoom, type Asking } from './accounts-room.ts';
import { findAccount } from './find-account.ts';
import { validateAccount } from './validate-account.ts';

/** Tries everything anew, as a person asked. */
export async function validateNow(room: AccountsRoom, id: string, asking: Asking): Promise<ConnectedAccount> {
  const account = await findAccount(room.store, id, asking.scope);
  room.aws.renew(account);
  const { wasTried, ...validated } = await validateAccount({ ...room, use: awsUseFor(asking, 'validation of the account') }, account, { hasSurvey: true }).catch((error: unknown) => {
    throw error instanceof CallFailure ? new AppError('could-not-look', error.message, { cause: error }) : error;
  });
  if (!wasTried) throw new AppError('could-not-look', `AWS was too busy to tell how the account ${account.accountId} is`, { hint: 'Try again in a minute; until then it counts as it did before', retryAfterSeconds: 60 });
  return validated;
}
