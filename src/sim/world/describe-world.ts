import { metricNames } from './readings/world-metrics.ts';
import type { SimAccount, SimRegion, World } from './world.ts';

/** The world in numbers, for those who want to know what they look at. */
export function describeWorld(world: World) {
  const accounts = [...world.accounts.values()].map(describeAccount);
  return {
    isSimulated: true,
    seed: world.seed,
    startedAt: world.startedAt.toISOString(),
    organization: { id: world.organization.id, managementAccountId: world.organization.managementAccountId, units: world.organization.units },
    resources: accounts.reduce((sum, account) => sum + account.resources, 0),
    accounts,
    stories: world.truth.map(({ storyId, accountId, region, startsAt }) => ({ storyId, accountId, region, startsAt })),
    metrics: metricNames,
    logGroups: world.logs.groups,
  };
}

/** What every story did, by event: what detection is measured against. */
export function groundTruth({ seed, startedAt, truth }: World) {
  return { isSimulated: true, seed, startedAt: startedAt.toISOString(), stories: truth };
}

function describeAccount(account: SimAccount) {
  const regions = [...account.regions.values()].map((region) => ({ name: region.name, isEnabled: region.isEnabled, counts: countsOf(region) }));
  const objects = [...account.buckets.values()].reduce((sum, bucket) => sum + bucket.objects.size, 0);
  const counts = { users: account.users.size, groups: account.groups.size, roles: account.roles.size, policies: account.policies.size, buckets: account.buckets.size, objects };
  const all = [counts, ...regions.map((region) => region.counts)];
  const resources = all.flatMap((each) => Object.values(each)).reduce((sum, count) => sum + count, 0);
  return { id: account.id, name: account.name, unitId: account.unitId, status: account.status, resources, counts, regions };
}

function countsOf(region: SimRegion): Record<string, number> {
  const { instances, volumes, snapshots, images, vpcs, subnets, routeTables, securityGroups, addresses, natGateways, trails, topics, queues, emailIdentities } = region;
  const lists = { instances, volumes, snapshots, images, vpcs, subnets, routeTables, securityGroups, addresses, natGateways, trails };
  return { ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length])), topics: topics.size, queues: queues.size, emailIdentities: emailIdentities.size };
}
