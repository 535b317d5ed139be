import { z } from 'zod';
import { checkAccounts } from '../../agents/accounts/open-account-health.ts';
import { organizationRequestSchema } from '../../base/accounts/contract.ts';
import type { AccountsRoom, Asking } from '../../base/accounts/accounts-room.ts';
import { listAccounts } from '../../base/accounts/list-accounts.ts';
import { connectOrganization, listOrganizations } from '../../base/accounts/manage-organizations.ts';
import { openAudit } from '../../base/audit/open-audit.ts';
import type { AwsDoor } from '../../base/aws/door.ts';
import { openAwsDoor } from '../../base/aws/open-aws-door.ts';
import { configSchema } from '../../base/config/config-schema.ts';
import { openLiveEvents } from '../../base/live/open-live-events.ts';
import { openStore } from '../../base/store/open-store.ts';
import type { Account } from '../../core/account.ts';
import { systemClock } from '../../core/clock.ts';
import { forEachFair } from '../../core/for-each-fair.ts';
import { declaredActions } from '../../face/declared-actions.ts';
import { quietLog } from '../quiet-log.ts';

/** Connects an organisation, looks at every member once, and lists something in each of their regions, as a process that may be killed. */
const order = z
  .object({ folder: z.string(), endpoint: z.string(), accessKeyId: z.string(), secretAccessKey: z.string(), roleArn: z.string(), externalId: z.string(), onlyOpens: z.boolean().default(false), tells: z.boolean().default(true) })
  .parse(JSON.parse(process.argv[2] ?? '{}'));
const { folder, endpoint, accessKeyId, secretAccessKey, roleArn, externalId, onlyOpens, tells } = order;
const asking: Asking = { actor: { kind: 'system', id: 'test', name: 'test' }, address: null, scope: 'all' };
const { aws: config, accountHealth: settings } = configSchema.parse({ aws: { endpoint } });

const store = await openStore({ dataFolder: folder, databaseUrl: undefined });
if (!onlyOpens) await discover();
await store.close();

async function discover(): Promise<void> {
  const live = await openLiveEvents({ log: quietLog });
  const aws = openAwsDoor({ config, baseCredentials: async () => ({ accessKeyId, secretAccessKey }) });
  const room: AccountsRoom = { store, aws, clock: systemClock, audit: openAudit({ store, clock: systemClock }), declared: await declaredActions(), isSimulated: true, defaultRegion: 'us-east-1' };
  say('found', await finished());
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const startedMb = process.memoryUsage().rss / 1e6;
  let peakMb = startedMb;
  let peakHeapMb = 0;
  const watching = setInterval(() => {
    const { rss, heapUsed, external } = process.memoryUsage();
    peakMb = Math.max(peakMb, rss / 1e6);
    peakHeapMb = Math.max(peakHeapMb, (heapUsed + external) / 1e6);
  }, 100);
  const telling = tells ? setInterval(() => void tellFinished(), 250) : undefined;
  if ((await listOrganizations(room)).length === 0) await connectOrganization(room, organizationRequestSchema.parse({ credential: { kind: 'role', roleArn, externalId } }), asking);
  await checkAccounts({ room, live, log: quietLog, settings }, { runId: 'round', signal: new AbortController().signal });
  clearInterval(telling);
  const accounts = await listAccounts(store);
  const looked = await listEverywhere(aws, accounts);
  clearInterval(watching);
  const { user, system } = process.cpuUsage(cpu);
  const calls = aws.ledger().reduce((sum, line) => sum + line.calls, 0);
  say('done', { ms: performance.now() - startedAt, cpuMs: (user + system) / 1e3, startedMb, peakMb, peakHeapMb, accounts: accounts.length, active: accounts.filter(({ status }) => status === 'active').length, ...looked, calls, finished: await finished() });
  await aws.close();
  await live.close();
}

async function listEverywhere(aws: AwsDoor, accounts: readonly Account[]): Promise<{ places: number; listed: number; gaps: number }> {
  const places = accounts.flatMap((account) => account.regions.map((region) => ({ account, region })));
  const tally = { places: places.length, listed: 0, gaps: 0 };
  await forEachFair(places, { keyOf: ({ account }) => account.id, limit: 16, perKey: 4 }, async ({ account, region }) => {
    const session = aws.for(account, region, { actions: ['ec2:DescribeVpcs'], caller: 'discovery', runId: 'discovery' });
    const looked = await session.orGap(async () => {
      for await (const { Vpcs = [] } of session.pages('ec2', 'DescribeVpcs', {})) tally.listed += Vpcs.length;
    });
    if (!looked.ok) tally.gaps += 1;
  });
  return tally;
}

async function finished(): Promise<Record<string, string>> {
  return Object.fromEntries((await listAccounts(store)).flatMap(({ accountId, lastValidated }) => (lastValidated === null ? [] : [[accountId, lastValidated]])));
}

async function tellFinished(): Promise<void> {
  say('finished', Object.keys(await finished()).length);
}

function say(what: string, value: unknown): void {
  process.stdout.write(`${what} ${JSON.stringify(value)}\n`);
}
