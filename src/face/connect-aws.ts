import { connectAccount } from '../base/accounts/connect-account.ts';
import { listAccounts } from '../base/accounts/list-accounts.ts';
import { parkAccounts } from '../base/accounts/park-accounts.ts';
import type { AwsDoor } from '../base/aws/door.ts';
import { openAwsDoor, type AwsDoorOptions } from '../base/aws/open-aws-door.ts';
import type { Config } from '../base/config/config-schema.ts';
import type { Store } from '../base/store/store.ts';
import type { Log } from '../base/telemetry/create-log.ts';
import type { Clock } from '../core/clock.ts';
import { loadStories } from '../sim/load-stories.ts';
import { startSim, type Sim } from '../sim/start-sim.ts';
import { createWorld } from '../sim/world/create-world.ts';
import { watchedRegions } from '../sim/world/estate/account-plans.ts';
import type { World } from '../sim/world/world.ts';

export interface ConnectedAws {
  readonly door: AwsDoor;
  /** The simulated AWS, in demo mode. */
  readonly sim: Sim | undefined;
  close(): Promise<void>;
}

export interface ConnectAwsOptions {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** What the simulated read role is allowed: the actions that the agents declare. */
  readonly readerActions: readonly string[];
  readonly onBreakerOpen?: AwsDoorOptions['onBreakerOpen'];
  readonly openAccessKey?: AwsDoorOptions['openAccessKey'];
  readonly onCredentialUse?: AwsDoorOptions['onCredentialUse'];
}

/** Opens the door to AWS and connects the accounts that the configuration names, or a simulated organisation. */
export function connectAws(options: ConnectAwsOptions): Promise<ConnectedAws> {
  return options.config.aws.mode === 'demo' ? connectSimulated(options) : connectLive(options);
}

async function connectLive(options: ConnectAwsOptions): Promise<ConnectedAws> {
  const { config, store, clock } = options;
  const door = openAwsDoor({ config: config.aws, clock, ...heard(options) });
  for (const account of config.accounts) await connectAccount(store, { ...account, origin: 'config', regionMode: 'chosen', isSimulated: false, organizationId: null }, clock);
  await parkAccounts(store, { isSimulated: false, named: config.accounts.map(({ accountId }) => accountId) }, clock);
  return { door, sim: undefined, close: () => door.close() };
}

async function connectSimulated(options: ConnectAwsOptions): Promise<ConnectedAws> {
  const { config, store, clock, log } = options;
  const world = createWorld({
    seed: config.demo.seed,
    accounts: config.demo.accounts,
    startedAt: await firstStart(store, clock),
    clock,
    readerActions: options.readerActions,
    stories: await loadStories(),
  });
  const sim = await startSim({ world, onBug: (error) => log.error({ err: error }, 'The simulated AWS failed in a way it should not') });
  const { accessKeyId, secretAccessKey } = world.watcher;
  const door = openAwsDoor({
    config: { ...config.aws, endpoint: sim.url },
    baseCredentials: async () => ({ accessKeyId, secretAccessKey }),
    clock,
    ...heard(options),
  });
  await connectMembers(world, store);
  await parkAccounts(store, { isSimulated: true, named: [...world.accounts.keys()] }, clock);
  return {
    door,
    sim,
    async close() {
      await door.close();
      await sim.close();
    },
  };
}

/** What the door asks and tells the house. */
function heard({ onBreakerOpen, openAccessKey, onCredentialUse }: ConnectAwsOptions): Pick<AwsDoorOptions, 'onBreakerOpen' | 'openAccessKey' | 'onCredentialUse'> {
  return { ...(onBreakerOpen ? { onBreakerOpen } : {}), ...(openAccessKey ? { openAccessKey } : {}), ...(onCredentialUse ? { onCredentialUse } : {}) };
}

/** A restart goes on with the same organisation: it began when its first account was connected. */
async function firstStart(store: Store, clock: Clock): Promise<Date> {
  const simulated = (await listAccounts(store)).filter(({ isSimulated }) => isSimulated);
  const earliest = Math.min(...simulated.map(({ createdAt }) => Date.parse(createdAt)));
  return Number.isFinite(earliest) ? new Date(earliest) : clock();
}

/** Connected at the very moment that the world began, by which the next start finds it again. */
async function connectMembers(world: World, store: Store): Promise<void> {
  const { roleName, externalId } = world.watcher;
  for (const account of world.accounts.values()) {
    const credential = { kind: 'role' as const, roleArn: `arn:aws:iam::${account.id}:role/${roleName}`, externalId };
    await connectAccount(store, { accountId: account.id, name: account.name, isSimulated: true, credential, regions: [...watchedRegions], organizationId: world.organization.id }, () => world.startedAt);
  }
}
