import { listAccounts } from '../../../base/accounts/list-accounts.ts';
import type { AwsDoor } from '../../../base/aws/door.ts';
import type { Config } from '../../../base/config/config-schema.ts';
import type { Queue } from '../../../base/queue/queue.ts';
import type { Store } from '../../../base/store/store.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Route } from '../../../core/route.ts';
import { athenaWork, type AthenaDeps } from './ask-athena.ts';
import { openAthenaDesk, type AthenaDesk } from './athena-desk.ts';
import { athenaRoutes } from './routes.ts';
import { workOnRun } from './work-on-run.ts';

const atOnce = 2;

/** Makes Athena and Glue reachable for people, and follows what they have asked for. While it is off, nobody works for it. */
export async function openAthena({ config, store, queue, aws, clock }: { config: Pick<Config, 'athena' | 'aws' | 'lake'>; store: Store; queue: Queue; aws: AwsDoor; clock: Clock }): Promise<{ desk: AthenaDesk; routes: Route[] }> {
  const desk = openAthenaDesk({
    settings: config.athena,
    defaultRegion: config.aws.defaultRegion,
    aws,
    account: async (accountId) => (await listAccounts(store)).find((account) => account.accountId === accountId),
  });
  const deps: AthenaDeps = { desk, store, queue, clock, monthlyCeilingUsd: config.aws.monthlyCeilingUsd };
  if (config.athena.account !== undefined) {
    await queue.define(athenaWork);
    await queue.work(athenaWork, { concurrency: atOnce }, (job) => workOnRun(deps, job));
  }
  return { desk, routes: athenaRoutes({ ...deps, retention: config.lake.retention }) };
}
