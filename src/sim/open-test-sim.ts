import { AssumeRoleCommand, STSClient, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { loadStories } from './load-stories.ts';
import { startSim, type Sim } from './start-sim.ts';
import { createWorld, type WorldOptions } from './world/create-world.ts';
import type { SimAccount, World } from './world/world.ts';

export interface TestCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface TestSim {
  readonly world: World;
  readonly sim: Sim;
  /** A client of the unmodified SDK that knows the simulated time and tries once. */
  client<C>(Client: new (config: object) => C, credentials: TestCredentials, region?: string): C;
  member(name?: string): SimAccount;
  /** May do everything in an account, by the role that the organisation has there. */
  administrator(account?: SimAccount): Promise<TestCredentials>;
  /** The read role that was made for Watchkeeper. */
  reader(account?: SimAccount): Promise<TestCredentials>;
  assume(credentials: TestCredentials, input: Partial<AssumeRoleCommandInput> & { RoleArn: string }): Promise<TestCredentials>;
  advance(ms: number): void;
  /** What the simulator itself got wrong. */
  readonly bugs: readonly unknown[];
  close(): Promise<void>;
}

const usualReaderActions = ['cloudtrail:LookupEvents', 'ec2:DescribeInstances'];

/** A simulated AWS whose clock stands still until it is told to go on. */
export async function openTestSim(options: Partial<WorldOptions> = {}): Promise<TestSim> {
  let now = options.startedAt ?? new Date();
  const bugs: unknown[] = [];
  const world = createWorld({ seed: 7, accounts: 2, startedAt: now, clock: () => now, readerActions: usualReaderActions, stories: await loadStories(), plan: [], keyDelayMs: 0, ...options });
  const sim = await startSim({ world, onBug: (error) => bugs.push(error) });
  const { watcher } = world;

  const client: TestSim['client'] = (Client, credentials, region = 'us-east-1') =>
    new Client({ region, endpoint: sim.url, credentials, maxAttempts: 1, systemClockOffset: now.getTime() - Date.now() });
  const assume: TestSim['assume'] = async (credentials, input) => {
    const { Credentials: given } = await client(STSClient, credentials).send(new AssumeRoleCommand({ RoleSessionName: 'test', ...input }));
    return { accessKeyId: given?.AccessKeyId ?? '', secretAccessKey: given?.SecretAccessKey ?? '', sessionToken: given?.SessionToken ?? '' };
  };
  const member: TestSim['member'] = (name) => {
    const found = [...world.accounts.values()].find((account) => account.id !== world.organization.managementAccountId && (name === undefined || account.name === name));
    if (!found) throw new RangeError(`There is no member account ${name ?? ''}`);
    return found;
  };
  return {
    world,
    sim,
    client,
    member,
    assume,
    bugs,
    administrator: (account = member()) => assume(world.administrator, { RoleArn: `arn:aws:iam::${account.id}:role/${world.administrator.roleName}` }),
    reader: (account = member()) => assume(watcher, { RoleArn: `arn:aws:iam::${account.id}:role/${watcher.roleName}`, ExternalId: watcher.externalId }),
    advance(ms) {
      now = new Date(now.getTime() + ms);
    },
    async close() {
      await sim.close();
      if (bugs.length > 0) throw new AggregateError(bugs, 'The simulator failed in ways it should not');
    },
  };
}
