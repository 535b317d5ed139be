import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { connectAccount } from '../base/accounts/connect-account.ts';
import { openAwsDoor } from '../base/aws/open-aws-door.ts';
import { configSchema, type Config } from '../base/config/config-schema.ts';
import { openDuckDb } from '../base/lake/open-duckdb.ts';
import { openLiveEvents } from '../base/live/open-live-events.ts';
import { openQueue } from '../base/queue/open-queue.ts';
import type { Clock } from '../core/clock.ts';
import type { LiveEvent } from '../core/live-event.ts';
import { loadStories } from '../sim/load-stories.ts';
import { startSim } from '../sim/start-sim.ts';
import { createWorld, type WorldOptions } from '../sim/world/create-world.ts';
import { openActivityLake } from '../watch/activity/lake/open-activity-lake.ts';
import { openRuleBook } from '../watch/activity/rulebook/rule-book.ts';
import { loadRules } from '../watch/activity/sigma/load-rules.ts';
import type { AgentDeps } from '../agents/runtime/agent-deps.ts';
import { loadAgentTypes } from '../agents/runtime/load-agent-types.ts';
import { openEmbeddedTestStore } from './open-test-store.ts';
import { quietLog } from './quiet-log.ts';

const rulesFolder = new URL('../../rules', import.meta.url).pathname;

export interface TestHouseOptions {
  readonly plan?: WorldOptions['plan'];
  readonly readerActions?: readonly string[];
  readonly regions?: string[];
  /** The time of the house and of its simulated AWS; absent, the true one. */
  readonly clock?: Clock;
  /** What else is to be so in the simulated AWS. */
  readonly world?: Partial<WorldOptions>;
  /** Settings of the door that the test is about. */
  readonly aws?: Partial<Config['aws']>;
}

/** Everything that agents stand on, with a simulated organisation of one member account; closed after each test. */
export function testHouses() {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  return async (options: TestHouseOptions = {}) => {
    const clock = options.clock ?? (() => new Date());
    const store = await openEmbeddedTestStore();
    closers.push(() => store.close());
    const world = createWorld({
      seed: 11,
      accounts: 1,
      startedAt: clock(),
      clock,
      readerActions: options.readerActions ?? ['cloudtrail:LookupEvents'],
      stories: await loadStories(),
      plan: options.plan ?? [],
      ...options.world,
    });
    const sim = await startSim({ world });
    closers.push(() => sim.close());
    const queue = await openQueue({ store, log: quietLog });
    closers.push(() => queue.close({ graceMs: 0 }));
    const live = await openLiveEvents({ log: quietLog });
    const events: LiveEvent[] = [];
    live.subscribe((event) => events.push(event));
    const settings = configSchema.parse({ aws: { endpoint: sim.url, retry: { baseDelay: '10ms', maxDelay: '50ms' } } }).aws;
    const aws = openAwsDoor({
      config: { ...settings, ...options.aws },
      baseCredentials: async () => ({ accessKeyId: world.watcher.accessKeyId, secretAccessKey: world.watcher.secretAccessKey }),
      clock,
    });
    closers.push(() => aws.close());
    const member = [...world.accounts.values()][1];
    if (!member) throw new Error('The test world has no member account');
    const account = await connectAccount(
      store,
      {
        accountId: member.id,
        name: member.name,
        isSimulated: true,
        credential: { kind: 'role', roleArn: `arn:aws:iam::${member.id}:role/${world.watcher.roleName}`, externalId: world.watcher.externalId },
        regions: options.regions ?? ['us-east-1'],
        organizationId: world.organization.id,
      },
      clock,
    );
    const { rules, correlations } = await loadRules([rulesFolder]);
    const lakeFolder = await mkdtemp(join(tmpdir(), 'watchkeeper-lake-'));
    closers.push(() => rm(lakeFolder, { recursive: true, force: true }));
    const duckdb = openDuckDb({ folder: lakeFolder, memoryMb: 128, threads: 2 });
    closers.push(() => duckdb.close());
    const lake = openActivityLake({ folder: lakeFolder, duckdb });
    const deps: AgentDeps = { store, queue, live, aws, lake, rules, correlations, book: openRuleBook({ store, clock, rules: [...rules, ...correlations] }), log: quietLog, clock, types: await loadAgentTypes(), onExecution: () => undefined };
    return { deps, world, sim, account, events };
  };
}
