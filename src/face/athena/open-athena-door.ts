import { openAwsDoor } from '../../base/aws/open-aws-door.ts';
import type { Config } from '../../base/config/config-schema.ts';
import { AppError } from '../../core/app-error.ts';
import { systemClock } from '../../core/clock.ts';
import { openAthenaDesk, type AthenaDesk } from '../../watch/activity/athena/athena-desk.ts';

/** Athena and Glue as a command reaches them: with the accounts of the configuration, while a server may be running or not. */
export function openAthenaDoor({ athena, aws: settings, accounts }: Config): { desk: AthenaDesk; close: () => Promise<void> } {
  if (settings.mode === 'demo') throw new AppError('not-ready', 'The demo has no Athena for commands: its AWS is made up inside the server', { hint: 'Set aws.mode to live, or ask on the page Activity, Query of a running demo' });
  const aws = openAwsDoor({ config: settings });
  const now = systemClock().toISOString();
  const desk = openAthenaDesk({
    settings: athena,
    defaultRegion: settings.defaultRegion,
    aws,
    account(accountId) {
      const configured = accounts.find((account) => account.accountId === accountId);
      const account = configured && { ...configured, id: accountId, isSimulated: false, defaultRegion: configured.regions[0] ?? settings.defaultRegion, organizationId: null, status: 'active' as const, statusReason: null, createdAt: now, updatedAt: now };
      return Promise.resolve(account);
    },
  });
  return { desk, close: () => aws.close() };
}
