import type { AwsDoor, AwsSession } from '../../../base/aws/door.ts';
import type { Config } from '../../../base/config/config-schema.ts';
import type { Account } from '../../../core/account.ts';
import { AppError } from '../../../core/app-error.ts';
import { bytesForUsd } from './scan-price.ts';
import { wordsOfRefusals } from './words-of-refusals.ts';

export type AthenaSettings = Config['athena'];

/** What asking Athena and Glue needs: what is allowed, and the way there. */
export interface AthenaDesk {
  readonly settings: AthenaSettings;
  readonly region: string;
  /** What one query may read at most, by its ceilings in bytes and in money. */
  readonly ceilingBytes: number;
  /** A door that lets these actions through. Fails while Athena is off. */
  session(actions: readonly string[]): Promise<AwsSession>;
}

export interface AthenaDeskOptions {
  readonly settings: AthenaSettings;
  readonly defaultRegion: string;
  readonly aws: AwsDoor;
  readonly account: (accountId: string) => Promise<Account | undefined>;
}

export function openAthenaDesk({ settings, defaultRegion, aws, account: find }: AthenaDeskOptions): AthenaDesk {
  const region = settings.region ?? defaultRegion;
  return {
    settings,
    region,
    ceilingBytes: Math.min(settings.ceilingMb * 1_000_000, bytesForUsd(settings.ceilingUsd)),
    async session(actions) {
      const { account: accountId } = settings;
      if (accountId === undefined) throw new AppError('not-ready', 'Athena is off: it is billed, and nobody has said which account pays', { hint: 'Set athena.account to the id of a connected account' });
      const account = await find(accountId);
      if (!account) throw new AppError('not-found', `Athena is to be asked in account ${accountId}, which is not connected`, { hint: 'Connect it, or name another one in athena.account' });
      // Without a signal: what is stopped here must be stopped there too, by one more call.
      return wordsOfRefusals(aws.for(account, region, { actions, caller: 'athena' }));
    },
  };
}
