import { openDice } from '../seeded-random.ts';
import type { SimAccount, SimRegion } from '../world.ts';
import { enabledRegions, notEnabledRegions, type AccountPlan } from './account-plans.ts';
import { addBuckets } from './make-buckets.ts';
import { addFleet } from './make-fleet.ts';
import { addIdentities } from './make-identities.ts';
import { addMessaging } from './make-messaging.ts';
import { addAppNetworks, addDefaultNetwork } from './make-network.ts';
import { emailDomain } from './people.ts';

const dayMs = 86_400_000;

export interface AccountFacts {
  readonly seed: number;
  readonly id: string;
  readonly plan: AccountPlan;
  readonly unitId: string;
  readonly startedAt: Date;
  readonly managementAccountId: string;
  /** Beside those that every account has enabled. */
  readonly moreRegions: readonly string[];
}

/** One account with all that is in it. Each part rolls its own dice, so that a change of one leaves the others as they are. */
export function makeAccount({ seed, id, plan, unitId, startedAt, managementAccountId, moreRegions }: AccountFacts): SimAccount {
  const dice = (part: string) => openDice(seed, `estate/${id}/${part}`);
  const joinedAt = new Date(startedAt.getTime() - (200 + dice('age').whole(900)) * dayMs);
  const account: SimAccount = {
    id,
    name: plan.name,
    email: `aws+${plan.name}@${emailDomain}`,
    unitId,
    joinedAt,
    status: 'ACTIVE',
    tags: new Map([['environment', plan.environment]]),
    users: new Map(),
    groups: new Map(),
    roles: new Map(),
    policies: new Map(),
    buckets: new Map(),
    regions: new Map(),
  };
  addIdentities(account, { plan, dice: dice('identities'), createdAt: joinedAt, managementAccountId });
  addBuckets(account, { plan, dice: dice('buckets'), startedAt });
  for (const name of [...enabledRegions, ...moreRegions]) {
    const region = emptyRegion(name, { isEnabled: true });
    account.regions.set(name, region);
    addDefaultNetwork(account, region, dice(`${name}/default-network`));
    const use = plan.regions.find((one) => one.name === name);
    if (!use) continue;
    const networks = addAppNetworks(account, region, { plan, dice: dice(`${name}/network`), gateways: plan.environment === 'production' && use.scale >= 0.3 ? 3 : 1 });
    addFleet(account, region, { seed, plan, dice: dice(`${name}/fleet`), scale: use.scale, startedAt, networks });
    addMessaging(account, region, { plan, dice: dice(`${name}/messaging`), createdAt: joinedAt });
  }
  for (const name of notEnabledRegions) if (!account.regions.has(name)) account.regions.set(name, emptyRegion(name, { isEnabled: false }));
  return account;
}

function emptyRegion(name: string, { isEnabled }: { isEnabled: boolean }): SimRegion {
  return {
    name,
    isEnabled,
    vpcs: [],
    subnets: [],
    routeTables: [],
    securityGroups: [],
    instances: [],
    volumes: [],
    snapshots: [],
    images: [],
    addresses: [],
    natGateways: [],
    trails: [],
    topics: new Map(),
    queues: new Map(),
    emailIdentities: new Map(),
    sentEmails: [],
  };
}
