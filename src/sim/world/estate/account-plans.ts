/** What an account is for, which decides what runs in it and how much. */
export interface AccountPlan {
  readonly name: string;
  readonly unit: 'root' | 'production' | 'non-production' | 'security' | 'infrastructure' | 'sandboxes';
  readonly environment: string;
  readonly apps: readonly string[];
  /** The regions in use; scale 1 is about seventy instances. */
  readonly regions: readonly { readonly name: string; readonly scale: number }[];
}

export const homeRegion = 'us-east-1';
export const enabledRegions = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-2'] as const;
/** The regions that the demonstration watches: those in use, and one that should stay empty. */
export const watchedRegions = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'ap-southeast-2'] as const;
export const notEnabledRegions = ['af-south-1', 'ap-east-1', 'me-south-1'] as const;

const shop = ['checkout', 'catalog', 'search', 'billing', 'identity', 'media', 'gateway'];

export const managementPlan: AccountPlan = {
  name: 'management',
  unit: 'root',
  environment: 'management',
  apps: ['billing-exports'],
  regions: [{ name: homeRegion, scale: 0.03 }],
};

const memberPlans: readonly AccountPlan[] = [
  { name: 'production', unit: 'production', environment: 'production', apps: shop, regions: [{ name: homeRegion, scale: 1 }, { name: 'eu-west-1', scale: 0.6 }, { name: 'us-west-2', scale: 0.2 }] },
  { name: 'staging', unit: 'non-production', environment: 'staging', apps: shop, regions: [{ name: homeRegion, scale: 0.4 }, { name: 'eu-west-1', scale: 0.15 }] },
  { name: 'data', unit: 'production', environment: 'production', apps: ['ingest', 'warehouse', 'reports', 'models'], regions: [{ name: homeRegion, scale: 0.6 }, { name: 'us-west-2', scale: 0.2 }] },
  { name: 'security', unit: 'security', environment: 'production', apps: ['log-archive', 'scanners'], regions: [{ name: homeRegion, scale: 0.15 }, { name: 'eu-west-1', scale: 0.1 }] },
  { name: 'sandbox', unit: 'sandboxes', environment: 'development', apps: ['playground', 'prototypes'], regions: [{ name: homeRegion, scale: 0.25 }, { name: 'us-east-2', scale: 0.1 }] },
  { name: 'shared-services', unit: 'infrastructure', environment: 'production', apps: ['build', 'artifacts', 'directory'], regions: [{ name: homeRegion, scale: 0.35 }, { name: 'eu-west-1', scale: 0.2 }] },
  { name: 'analytics', unit: 'production', environment: 'production', apps: ['events', 'dashboards'], regions: [{ name: homeRegion, scale: 0.4 }, { name: 'eu-west-1', scale: 0.2 }] },
  { name: 'edge', unit: 'infrastructure', environment: 'production', apps: ['cdn-origin', 'dns'], regions: [{ name: homeRegion, scale: 0.2 }, { name: 'eu-west-1', scale: 0.2 }, { name: 'us-west-2', scale: 0.2 }] },
];

/** The n-th member account; after the last plan they begin again under a number. */
export function memberPlan(index: number): AccountPlan {
  const plan = memberPlans[index % memberPlans.length] ?? managementPlan;
  const round = Math.floor(index / memberPlans.length);
  return round === 0 ? plan : { ...plan, name: `${plan.name}-${round + 1}`, regions: plan.regions.slice(0, 1).map(({ name, scale }) => ({ name, scale: scale * 0.5 })) };
}
