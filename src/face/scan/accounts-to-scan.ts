import { openAwsDoor } from '../../base/aws/open-aws-door.ts';
import type { AccessKey, AwsDoor } from '../../base/aws/door.ts';
import type { Config } from '../../base/config/config-schema.ts';
import type { Account, CredentialSource } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import { systemClock } from '../../core/clock.ts';
import type { Asker } from '../cli/ask.ts';
import { askForKeys } from './ask-for-keys.ts';

export interface ScanTarget {
  readonly door: AwsDoor;
  readonly accounts: readonly Account[];
  /** Keys that somebody typed, which could be kept. */
  readonly typed?: { readonly keys: AccessKey; readonly accountId: string };
}

export interface TargetOptions {
  readonly config: Config;
  /** Accounts of the configuration, by their numbers. */
  readonly accountIds: readonly string[];
  /** Other credentials than those of the environment or the configuration. */
  readonly credential: CredentialSource | undefined;
  /** Absent where nobody can be asked. */
  readonly asker: Asker | undefined;
  readonly signal: AbortSignal;
}

const whoAmI = { actions: ['sts:GetCallerIdentity'], caller: 'scan' } as const;

/** Whom to scan, and through which door: what was named, else the configured accounts, else whatever the environment's credentials are of, else the keys that a person types. */
export async function openScanTarget({ config, accountIds, credential, asker, signal }: TargetOptions): Promise<ScanTarget> {
  const configured = configuredAccounts(config, accountIds);
  if (credential === undefined && configured.length > 0) return { door: openAwsDoor({ config: config.aws }), accounts: configured };
  const door = openAwsDoor({ config: config.aws });
  const known = await identify(door, credential ?? { kind: 'ambient' }, { config, signal });
  if (known.account) return { door, accounts: [known.account] };
  await door.close();
  if (credential !== undefined || !asker || known.reason !== 'credentials') throw cannotLook(known.because, credential);
  const keys = await askForKeys(asker);
  const own = openAwsDoor({ config: config.aws, baseCredentials: async () => keys });
  const typed = await identify(own, { kind: 'ambient' }, { config, signal });
  if (!typed.account) {
    await own.close();
    throw cannotLook(typed.because, undefined);
  }
  return { door: own, accounts: [typed.account], typed: { keys, accountId: typed.account.accountId } };
}

type Identified = { readonly account: Account } | { readonly account?: undefined; readonly because: string; readonly reason: string };

async function identify(door: AwsDoor, credential: CredentialSource, { config, signal }: Pick<TargetOptions, 'config' | 'signal'>): Promise<Identified> {
  const account = accountOf({ accountId: '', name: '', credential, regions: [config.aws.defaultRegion] });
  const session = door.for(account, account.defaultRegion, { ...whoAmI, signal });
  const looked = await session.orGap(() => session.call('sts', 'GetCallerIdentity', {}));
  if (!looked.ok) return { because: looked.gap.because, reason: looked.gap.reason };
  const accountId = looked.value.Account ?? '';
  return { account: { ...account, id: accountId, accountId } };
}

function configuredAccounts({ accounts }: Config, accountIds: readonly string[]): Account[] {
  const unknown = accountIds.find((id) => !accounts.some(({ accountId }) => accountId === id));
  if (unknown !== undefined) throw new AppError('bad-usage', `The account ${unknown} is not in the configuration`, { hint: accounts.length === 0 ? 'Name it under accounts: in watchkeeper.yaml' : `There are: ${accounts.map(({ accountId }) => accountId).join(', ')}` });
  return accounts.filter(({ accountId }) => accountIds.length === 0 || accountIds.includes(accountId)).map(accountOf);
}

function accountOf({ accountId, name, credential, regions }: Pick<Account, 'accountId' | 'name' | 'credential' | 'regions'>): Account {
  const now = systemClock().toISOString();
  return { accountId, name, credential, regions, id: accountId, isSimulated: false, defaultRegion: regions[0] ?? 'us-east-2', organizationId: null, status: 'active', statusReason: null, createdAt: now, updatedAt: now };
}

function cannotLook(because: string, credential: CredentialSource | undefined): AppError {
  const told = because.replace(/ of account $/, '').replace(' of account :', ':');
  return new AppError('could-not-look', `AWS was not asked: ${told}`, {
    hint:
      credential === undefined
        ? 'Set credentials as for the AWS CLI (AWS_PROFILE, AWS_ACCESS_KEY_ID), name a role with --role-arn, name accounts in the configuration, or run it on a terminal, where it asks for keys'
        : 'Look whether the profile or role exists, and whether you may use it: aws sts get-caller-identity --profile …',
  });
}
