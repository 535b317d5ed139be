import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAgentTypes } from '../src/agents/runtime/load-agent-types.ts';
import { loadStories } from '../src/sim/load-stories.ts';
import { startSim } from '../src/sim/start-sim.ts';
import { createWorld, type WorldOptions } from '../src/sim/world/create-world.ts';
import type { World } from '../src/sim/world/world.ts';
import { startDemo, type Demo } from '../src/testing/start-demo.ts';

const region = 'us-east-1';

export interface WatchedAccount {
  readonly demo: Demo;
  readonly world: World;
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  close(): Promise<void>;
}

/** The product in a process of its own, to which one simulated account is connected over HTTP, as a real one would be. */
export async function startWatchedAccount({ hasTrail = true, ...options }: Pick<WorldOptions, 'lag' | 'eventLag'> & { readonly hasTrail?: boolean }): Promise<WatchedAccount> {
  const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-bench-account-'));
  const types = await loadAgentTypes();
  const readerActions = [...new Set([...types.values()].flatMap(({ iamActions }) => iamActions))];
  const world = createWorld({ seed: 42, accounts: 1, startedAt: new Date(), clock: () => new Date(), readerActions, stories: await loadStories(), plan: [], ...options });
  const sim = await startSim({ world });
  const accountId = [...world.accounts.keys()][1] ?? '';
  if (!hasTrail) world.accounts.get(accountId)?.regions.get(region)?.trails.splice(0);
  const close = async () => {
    await sim.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await writeFile(join(folder, 'watchkeeper.yaml'), settingsOf(world, accountId));
    const demo = await startDemo(folder, { environment: { WATCHKEEPER_AWS: 'live', AWS_ENDPOINT_URL: sim.url, AWS_ACCESS_KEY_ID: world.watcher.accessKeyId, AWS_SECRET_ACCESS_KEY: world.watcher.secretAccessKey } });
    return {
      demo,
      world,
      endpoint: sim.url,
      accountId,
      region,
      async close() {
        await demo.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function settingsOf({ watcher }: World, accountId: string): string {
  const role = { kind: 'role', roleArn: `arn:aws:iam::${accountId}:role/${watcher.roleName}`, externalId: watcher.externalId };
  return JSON.stringify({ accounts: [{ accountId, name: 'production', regions: [region], credential: role }] });
}
