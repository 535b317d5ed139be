import { userInfo } from 'node:os';
import type { AccountsRoom, Asking } from '../../base/accounts/accounts-room.ts';
import { openUseBook } from '../../base/accounts/audit-credential-use.ts';
import { keepUsage } from '../../base/accounts/keep-usage.ts';
import { openAwsDoor } from '../../base/aws/open-aws-door.ts';
import type { Config } from '../../base/config/config-schema.ts';
import type { CredentialsRoom } from '../../base/credentials/credentials-room.ts';
import { accessKeyOpener } from '../../base/credentials/open-access-key.ts';
import { usualTimes } from '../../base/credentials/rotation-times.ts';
import { openUseLog } from '../../base/credentials/use-log.ts';
import { openStore } from '../../base/store/open-store.ts';
import type { Log } from '../../base/telemetry/create-log.ts';
import { AppError } from '../../core/app-error.ts';
import { systemClock } from '../../core/clock.ts';
import { declaredActions } from '../declared-actions.ts';
import { openSecrets } from '../open-secrets.ts';

export interface LocalAccounts {
  readonly room: AccountsRoom;
  readonly credentials: CredentialsRoom;
  close(): Promise<void>;
}

/** Everything that looking after accounts stands on, without a server: in the same database as its. */
export async function openLocalAccounts({ config, log }: { config: Config; log: Log }): Promise<LocalAccounts> {
  if (config.aws.mode === 'demo') throw new AppError('bad-usage', 'Accounts of AWS are not watched in the demonstration', { hint: 'Set WATCHKEEPER_AWS=live, or aws.mode to live in watchkeeper.yaml' });
  const clock = systemClock;
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const store = await openStore({ dataFolder: config.data.folder, databaseUrl: config.store.databaseUrl });
    closers.push(() => store.close());
    const { audit, vault, close: closeSecrets } = await openSecrets({ config, store, clock, log });
    closers.push(closeSecrets);
    const uses = openUseLog({ store, audit, clock, log });
    closers.push(() => uses.close());
    const book = openUseBook({ audit, log, clock });
    closers.push(() => book.close());
    const aws = openAwsDoor({ config: config.aws, clock, openAccessKey: accessKeyOpener({ store, vault, uses }), onCredentialUse: (use) => book.note(use) });
    closers.push(() => aws.close());
    const usage = await keepUsage({ aws, store, clock, log });
    closers.push(() => usage.close());
    return {
      room: { store, aws, clock, audit, declared: await declaredActions(), isSimulated: false, defaultRegion: config.aws.defaultRegion },
      credentials: { store, vault, audit, clock, uses, aws: config.aws, times: { ...usualTimes, graceMs: 86_400_000 } },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whoever can read the data folder may do everything: the audit log names them by their user of the machine. */
export function askingAtTerminal(signal: AbortSignal): Asking {
  return { actor: { kind: 'command', id: 'accounts', name: `${userInfo().username} with watchkeeper accounts` }, address: null, scope: 'all', signal };
}
