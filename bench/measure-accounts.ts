import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { roleActions } from '../src/face/declared-actions.ts';
import { loadStories } from '../src/sim/load-stories.ts';
import { startSim } from '../src/sim/start-sim.ts';
import { createWorld } from '../src/sim/world/create-world.ts';
import { startProcess } from '../src/testing/start-process.ts';

/** With the six that every account has: seventeen. */
const moreRegions = ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ca-central-1', 'eu-north-1', 'eu-west-2', 'eu-west-3', 'sa-east-1', 'us-west-1'];

const roundSchema = z.object({ ms: z.number(), cpuMs: z.number(), startedMb: z.number(), peakMb: z.number(), peakHeapMb: z.number(), accounts: z.number(), active: z.number(), places: z.number(), listed: z.number(), gaps: z.number(), calls: z.number() });
export type AccountsRound = z.infer<typeof roundSchema>;

/** Onboarding of an organisation, validation with regions and permissions, and one listing in every region, in a process of their own. */
export async function measureAccounts(members: number): Promise<AccountsRound> {
  const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-bench-accounts-'));
  const world = createWorld({ seed: 42, accounts: members, startedAt: new Date(), clock: () => new Date(), readerActions: [...(await roleActions()).read, 'ec2:DescribeVpcs'], stories: await loadStories(), plan: [], moreRegions });
  // What the organisation denies is another matter: here every region of every account is looked at.
  world.organization.controlPolicies.clear();
  const sim = await startSim({ world });
  try {
    const { accessKeyId, secretAccessKey, externalId, roleName, accountId } = world.watcher;
    const order = { folder, endpoint: sim.url, accessKeyId, secretAccessKey, externalId, roleArn: `arn:aws:iam::${accountId}:role/${roleName}`, tells: false };
    // A database that is made takes memory which one that is there does not.
    await startProcess('discover-accounts', [JSON.stringify({ ...order, onlyOpens: true })]).ended();
    const run = startProcess('discover-accounts', [JSON.stringify(order)]);
    const exit = await run.ended();
    const line = run.lines.find((one) => one.startsWith('done '));
    if (exit !== 0 || line === undefined) throw new Error(`The round ended with ${exit}: ${run.errors()}`);
    const round = roundSchema.parse(JSON.parse(line.slice('done '.length)));
    if (round.active !== world.accounts.size || round.gaps > 0 || round.places !== world.accounts.size * 17) throw new Error(`Not everything was looked at: ${line.slice(0, 300)}`);
    return round;
  } finally {
    await sim.close();
    await rm(folder, { recursive: true, force: true });
  }
}
