import { join } from 'node:path';
import type { AccountScope } from '../../../core/account-scope.ts';
import type { ActivityLake } from './open-activity-lake.ts';
import { accountFolder } from './partition.ts';

/** The same lake with the events of some accounts only: a person's own SQL can open no other file. */
export function limitLake(lake: ActivityLake, scope: AccountScope): ActivityLake {
  if (scope === 'all') return lake;
  return {
    ...lake,
    files: (filter = {}) => lake.files({ ...filter, accountIds: filter.accountIds?.filter((accountId) => scope.includes(accountId)) ?? scope }),
    readableFolders: scope.map((accountId) => join(lake.folder, accountFolder(accountId))),
  };
}
