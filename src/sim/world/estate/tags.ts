import type { Tag } from '@aws-sdk/client-ec2';
import type { Dice } from '../seeded-random.ts';

const teams: Readonly<Record<string, string>> = {
  checkout: 'payments',
  billing: 'payments',
  catalog: 'storefront',
  search: 'storefront',
  media: 'storefront',
  identity: 'platform',
  gateway: 'platform',
  build: 'platform',
  artifacts: 'platform',
  directory: 'platform',
  ingest: 'data',
  warehouse: 'data',
  reports: 'data',
  models: 'data',
  events: 'data',
  dashboards: 'data',
};

export function teamOf(app: string): string {
  return teams[app] ?? 'operations';
}

/** What an organisation asks for, and what one in eight resources lacks: some wholly, some in part. */
export function tagsFor(app: string, environment: string, dice: Dice): Tag[] {
  if (dice.chance(0.08)) return [];
  const tags = [
    { Key: 'app', Value: app },
    { Key: 'team', Value: teamOf(app) },
    { Key: 'environment', Value: environment },
  ];
  const costCentre = { Key: 'cost-centre', Value: `CC-${100 + (teamOf(app).charCodeAt(0) % 40)}` };
  return dice.chance(0.95) ? [...tags, costCentre] : tags;
}

export function named(name: string, tags: Tag[]): Tag[] {
  return tags.length === 0 ? [] : [{ Key: 'Name', Value: name }, ...tags];
}
