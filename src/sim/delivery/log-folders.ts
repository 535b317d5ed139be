import type { SimAccount, SimTrail, World } from '../world/world.ts';

/** Where the log files of one account and region lie in a trail's bucket. */
export interface LogFolder {
  readonly trail: SimTrail;
  readonly accountId: string;
  readonly region: string;
  /** With its slash. */
  readonly path: string;
}

/** Every folder that the trails deliver into, in the order of their paths. */
export function logFolders({ organization, accounts }: Pick<World, 'organization' | 'accounts'>, trails: readonly SimTrail[]): LogFolder[] {
  const folders = trails.flatMap((one) => accountsOf(one, accounts).flatMap((account) => regionsOf(one, account).map((region) => ({ trail: one, accountId: account.id, region, path: pathOf(one, { organizationId: organization.id, accountId: account.id, region }) }))));
  return folders.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function accountsOf({ trail }: SimTrail, accounts: ReadonlyMap<string, SimAccount>): SimAccount[] {
  if (trail.IsOrganizationTrail === true) return [...accounts.values()];
  const owner = accounts.get(trail.TrailARN?.split(':')[4] ?? '');
  return owner ? [owner] : [];
}

function regionsOf({ trail }: SimTrail, { regions }: SimAccount): string[] {
  if (trail.IsMultiRegionTrail !== true) return [trail.HomeRegion ?? ''];
  return [...regions.values()].filter(({ isEnabled }) => isEnabled).map(({ name }) => name);
}

function pathOf({ trail }: SimTrail, { organizationId, accountId, region }: { organizationId: string; accountId: string; region: string }): string {
  const prefix = trail.S3KeyPrefix ? `${trail.S3KeyPrefix}/` : '';
  return `${prefix}AWSLogs/${trail.IsOrganizationTrail === true ? `${organizationId}/` : ''}${accountId}/CloudTrail/${region}/`;
}
