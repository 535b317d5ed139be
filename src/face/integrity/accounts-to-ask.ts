import type { AwsDoor, AwsUse } from '../../base/aws/door.ts';
import type { Config } from '../../base/config/config-schema.ts';
import type { Account } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';

export const whoAmIAction = 'sts:GetCallerIdentity';

/** The accounts of the configuration, or where it has none, the one that the environment's own credentials are of. */
export async function accountsToAsk({ config, door, use }: { config: Config; door: AwsDoor; use: AwsUse }): Promise<Account[]> {
  if (config.accounts.length > 0) return config.accounts.map(({ accountId, name, regions, credential }) => accountOf({ accountId, name, regions, credential }));
  const region = config.aws.defaultRegion;
  const own = accountOf({ accountId: '', name: '', regions: [region], credential: { kind: 'ambient' } });
  const session = door.for(own, region, use);
  const looked = await session.orGap(() => session.call('sts', 'GetCallerIdentity', {}));
  if (!looked.ok) throw noCredentials(looked.gap.because);
  return [{ ...own, accountId: looked.value.Account ?? '' }];
}

function noCredentials(because: string): AppError {
  return new AppError('could-not-look', `AWS was not asked: ${because.replace(/ of account $/, '').replace(' of account :', ':')}`, {
    hint: 'Set credentials as for the AWS CLI (AWS_PROFILE, AWS_ACCESS_KEY_ID), name accounts in the configuration, or verify a copy of the bucket with --path and --keys',
  });
}

function accountOf(facts: Pick<Account, 'accountId' | 'name' | 'regions' | 'credential'>): Account {
  const now = new Date().toISOString();
  return { ...facts, id: facts.accountId, isSimulated: false, defaultRegion: facts.regions[0] ?? 'us-east-1', organizationId: null, status: 'active', statusReason: null, createdAt: now, updatedAt: now };
}
