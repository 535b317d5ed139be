import { openAccountHealth } from '../agents/accounts/open-account-health.ts';
import type { AccountsRoom } from '../base/accounts/accounts-room.ts';
import { keepUsage } from '../base/accounts/keep-usage.ts';
import { accountRoutes } from '../base/accounts/routes.ts';
import type { Audit } from '../base/audit/audit.ts';
import type { AwsDoor } from '../base/aws/door.ts';
import type { Config } from '../base/config/config-schema.ts';
import type { LiveEvents } from '../base/live/live-events.ts';
import type { Queue } from '../base/queue/queue.ts';
import type { Store } from '../base/store/store.ts';
import type { Log } from '../base/telemetry/create-log.ts';
import type { Clock } from '../core/clock.ts';
import type { Route } from '../core/route.ts';
import { declaredActions, roleActions } from './declared-actions.ts';

export interface OpenAccountsOptions {
  readonly config: Config;
  readonly store: Store;
  readonly queue: Queue;
  readonly live: LiveEvents;
  readonly aws: AwsDoor;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
}

export interface OpenedAccounts {
  readonly room: AccountsRoom;
  readonly routes: Route[];
  close(): Promise<void>;
}

/** Looks after the connected accounts: their routes, their health, and the book of what is called in them. */
export async function openAccounts({ config, store, queue, live, aws, audit, clock, log }: OpenAccountsOptions): Promise<OpenedAccounts> {
  const room: AccountsRoom = { store, aws, clock, audit, declared: await declaredActions(), isSimulated: config.aws.mode === 'demo', defaultRegion: config.aws.defaultRegion };
  const usage = await keepUsage({ aws, store, clock, log });
  await openAccountHealth({ room, queue, live, log, settings: config.accountHealth });
  return { room, routes: accountRoutes({ room, actions: await roleActions() }), close: () => usage.close() };
}
