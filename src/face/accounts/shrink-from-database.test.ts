import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { connectAccount } from '../../base/accounts/connect-account.ts';
import { storeUsage } from '../../base/accounts/keep-usage.ts';
import { accounts } from '../../base/accounts/tables.ts';
import { openStore } from '../../base/store/open-store.ts';
import { systemClock } from '../../core/clock.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';

const policySchema = z.object({ Statement: z.array(z.object({ Action: z.array(z.string()) })) });

it('prints the policy of what was used, and says what is lost with the rest', { timeout: 60_000 }, async () => {
  const data = join(await makeTestFolder(), 'data');
  const environment = { WATCHKEEPER_DATA: data };
  expect(await runCommandLine(['policy', '--shrink'], { environment })).toMatchObject({ exit: 4, err: expect.stringContaining('There is no database') });

  const store = await openStore({ dataFolder: data, databaseUrl: undefined });
  await connectAccount(store, { accountId: '111122223333', name: 'shop', isSimulated: false, credential: { kind: 'ambient' }, regions: ['us-east-1'], organizationId: null }, systemClock);
  await store.db.update(accounts).set({ permissions: { 'sqs:ReceiveMessage': 'denied', 'cloudtrail:LookupEvents': 'allowed' } });
  const day = systemClock().toISOString().slice(0, 10);
  const used = (action: string, failures: number) => ({ accountId: '111122223333', day, action, calls: 3, failures, usd: 0 });
  await storeUsage(store, [used('cloudtrail:LookupEvents', 1), used('ec2:DescribeRegions', 0), used('cloudtrail:DescribeTrails', 3)], systemClock);
  await store.close();

  const { out, err, exit } = await runCommandLine(['policy', '--shrink'], { environment });
  expect(exit).toBe(0);
  expect(policySchema.parse(JSON.parse(out)).Statement.flatMap(({ Action }) => Action)).toEqual(['cloudtrail:LookupEvents', 'ec2:DescribeRegions']);
  expect(err).toMatch(/Only 1 of 90 days are known/);
  expect(err).toMatch(/cloudtrail:DescribeTrails: disables .*CloudTrail monitoring/);
  expect(err).toMatch(/Denied already:\n {2}sqs:ReceiveMessage in 111122223333: disables/);
  expect(await runCommandLine(['policy', '--shrink', '--account', '000000000000'], { environment })).toMatchObject({ exit: 4, err: expect.stringContaining('no connected account') });
});
