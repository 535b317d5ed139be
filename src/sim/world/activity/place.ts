import { backedUp } from '../estate/make-fleet.ts';
import { homeRegion } from '../estate/account-plans.ts';
import type { SimAccount, SimRegion, SimRole } from '../world.ts';

export interface PlaceInstance {
  readonly id: string;
  readonly app: string;
  readonly type: string;
  readonly imageId: string;
  readonly subnetId: string;
  readonly groupId: string;
  readonly address: string;
}

export interface PlaceUser {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly accessKeyId: string | undefined;
}

/**
 * What the background of one account and region speaks of: the names as they were when the world was made. Later changes do not
 * alter what has already been told, so the same minute reads the same however often and whenever it is asked for.
 */
export interface Place {
  readonly seed: number;
  readonly accountId: string;
  readonly accountName: string;
  readonly region: string;
  readonly isHome: boolean;
  /** How much goes on here; the busiest is about 1, and a region that nobody uses 0. */
  readonly scale: number;
  readonly apps: readonly string[];
  readonly instances: readonly PlaceInstance[];
  readonly volumes: readonly string[];
  readonly backedUpVolumes: readonly string[];
  readonly groups: readonly string[];
  readonly subnets: readonly string[];
  readonly vpcs: readonly string[];
  readonly routeTables: readonly string[];
  readonly images: readonly string[];
  readonly topics: readonly string[];
  readonly queues: readonly string[];
  readonly buckets: readonly string[];
  readonly users: ReadonlyMap<string, PlaceUser>;
  readonly roles: ReadonlyMap<string, Pick<SimRole, 'name' | 'arn' | 'id' | 'path'>>;
  readonly signOnRoles: readonly Pick<SimRole, 'name' | 'arn' | 'id' | 'path'>[];
}

export function placeOf(seed: number, account: SimAccount, region: SimRegion): Place {
  const instances = region.instances.filter(({ State }) => State?.Name === 'running').map((instance) => ({
    id: instance.InstanceId ?? '',
    app: appOf(instance.IamInstanceProfile?.Arn),
    type: instance.InstanceType ?? 't3.medium',
    imageId: instance.ImageId ?? '',
    subnetId: instance.SubnetId ?? '',
    groupId: instance.SecurityGroups?.[0]?.GroupId ?? '',
    address: instance.PublicIpAddress ?? region.natGateways[0]?.NatGatewayAddresses?.[0]?.PublicIp ?? instance.PrivateIpAddress ?? '',
  }));
  const roles = [...account.roles.values()].map(({ name, arn, id, path }) => ({ name, arn, id, path }));
  const ids = (values: Iterable<string | undefined>) => [...values].flatMap((value) => value ?? []);
  return {
    seed,
    accountId: account.id,
    accountName: account.name,
    region: region.name,
    isHome: region.name === homeRegion,
    scale: Math.min(1.2, instances.length / 70),
    apps: [...new Set(instances.map(({ app }) => app))],
    instances,
    volumes: ids(region.volumes.map(({ VolumeId }) => VolumeId)),
    backedUpVolumes: ids(backedUp(region.volumes).map(({ VolumeId }) => VolumeId)),
    groups: ids(region.securityGroups.map(({ GroupId }) => GroupId)),
    subnets: ids(region.subnets.map(({ SubnetId }) => SubnetId)),
    vpcs: ids(region.vpcs.map(({ VpcId }) => VpcId)),
    routeTables: ids(region.routeTables.map(({ RouteTableId }) => RouteTableId)),
    images: ids(region.images.map(({ ImageId }) => ImageId)),
    topics: [...region.topics.keys()],
    queues: [...region.queues.keys()],
    buckets: [...account.buckets.values()].filter((bucket) => bucket.region === region.name).map(({ name }) => name),
    users: new Map([...account.users.values()].map(({ name, arn, id, accessKeys }) => [name, { name, arn, id, accessKeyId: accessKeys[0]?.id }])),
    roles: new Map(roles.map((role) => [role.name, role])),
    signOnRoles: roles.filter(({ path }) => path.startsWith('/aws-reserved/')),
  };
}

function appOf(profileArn: string | undefined): string {
  return profileArn?.split('/').at(-1)?.replace(/-instance$/, '') ?? 'app';
}
