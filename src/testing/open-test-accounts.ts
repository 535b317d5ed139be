import { afterEach } from 'vitest';
import type { AccountsRoom, Asking } from '../base/accounts/accounts-room.ts';
import { openAudit } from '../base/audit/open-audit.ts';
import { openAwsDoor, type AwsDoorOptions } from '../base/aws/open-aws-door.ts';
import { configSchema, type Config } from '../base/config/config-schema.ts';
import type { RoleSource } from '../core/account.ts';
import { loadStories } from '../sim/load-stories.ts';
import { startSim } from '../sim/start-sim.ts';
import { createWorld, type WorldOptions } from '../sim/world/create-world.ts';
import type { SimAccount } from '../sim/world/world.ts';
import { borrowTestStore } from './open-test-store.ts';

export const testDeclared = ['cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus', 'cloudtrail:LookupEvents', 's3:GetObject'];
const surveyed = ['ec2:DescribeRegions', 'iam:GetRole', 'iam:SimulatePrincipalPolicy'];
const organizations = ['organizations:DescribeOrganization', 'organizations:ListAccounts', 'organizations:ListAccountsForParent', 'organizations:ListOrganizationalUnitsForParent', 'organizations:ListTagsForResource'];

export interface TestAccountsOptions {
  readonly world?: Partial<WorldOptions>;
  readonly aws?: Partial<Config['aws']>;
  readonly door?: Partial<AwsDoorOptions>;
  /** Instead of what the read role usually may. */
  readonly readerActions?: readonly string[];
}

/** What looking after accounts stands on, with a simulated organisation and a clock that is told to go on. */
export function testAccounts() {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  return async (options: TestAccountsOptions = {}) => {
    let now = new Date();
    const clock = () => now;
    const store = await borrowTestStore();
    closers.push(() => store.close());
    const readerActions = options.readerActions ?? [...testDeclared, ...surveyed, ...organizations];
    const world = createWorld({ seed: 5, accounts: 3, startedAt: now, clock, readerActions, stories: await loadStories(), plan: [], ...options.world });
    const sim = await startSim({ world });
    closers.push(() => sim.close());
    const config = configSchema.parse({ aws: { endpoint: sim.url, retry: { baseDelay: '5ms', maxDelay: '20ms', maxAttempts: 2 } } }).aws;
    const { accessKeyId, secretAccessKey } = world.watcher;
    const aws = openAwsDoor({ config: { ...config, ...options.aws }, baseCredentials: async () => ({ accessKeyId, secretAccessKey }), clock, ...options.door });
    closers.push(() => aws.close());
    const room: AccountsRoom = { store, aws, clock, audit: openAudit({ store, clock }), declared: testDeclared, isSimulated: true, defaultRegion: 'us-east-1' };
    const asking: Asking = { actor: { kind: 'user', id: 'user-1', name: 'ada' }, address: '192.0.2.7', scope: 'all' };
    const members = [...world.accounts.values()].filter(({ id }) => id !== world.organization.managementAccountId);
    const member = (index = 0): SimAccount => {
      const found = members[index];
      if (!found) throw new RangeError(`There is no member account ${index}`);
      return found;
    };
    const roleIn = ({ id }: SimAccount): RoleSource => ({ kind: 'role', roleArn: `arn:aws:iam::${id}:role/${world.watcher.roleName}`, externalId: world.watcher.externalId });
    return { room, store, world, sim, aws, asking, member, members, roleIn, advance: (ms: number) => (now = new Date(now.getTime() + ms)) };
  };
}
