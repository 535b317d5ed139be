import type { IpPermission, SecurityGroup, Subnet, Vpc } from '@aws-sdk/client-ec2';
import type { Dice } from '../seeded-random.ts';
import type { SimAccount, SimRegion } from '../world.ts';
import type { AccountPlan } from './account-plans.ts';
import { named, tagsFor } from './tags.ts';

const zones = ['a', 'b', 'c'] as const;
const officeRange = '198.51.100.0/24';

export interface AppNetwork {
  readonly app: string;
  readonly vpc: Vpc;
  readonly privateSubnets: readonly Subnet[];
  readonly publicSubnets: readonly Subnet[];
  readonly front: SecurityGroup;
  readonly servers: SecurityGroup;
  readonly database: SecurityGroup;
}

/** Every enabled region begins with a default network, used or not. */
export function addDefaultNetwork(account: SimAccount, region: SimRegion, dice: Dice): void {
  const vpc = addVpc(account, region, { id: `vpc-0${dice.hex(16)}`, block: '172.31', isDefault: true, tags: [] });
  const main = `rtb-0${dice.hex(16)}`;
  const gateway = `igw-0${dice.hex(16)}`;
  region.routeTables.push({ RouteTableId: main, VpcId: vpc.VpcId, OwnerId: account.id, Tags: [], Associations: [{ RouteTableAssociationId: `rtbassoc-0${dice.hex(16)}`, RouteTableId: main, Main: true }], Routes: routes('172.31.0.0/16', { GatewayId: gateway }) });
  for (const [i, zone] of zones.entries()) addSubnet(account, region, { id: `subnet-0${dice.hex(16)}`, vpc, zone, cidr: `172.31.${i * 16}.0/20`, isPublic: true, tags: [] });
  const groupId = `sg-0${dice.hex(16)}`;
  region.securityGroups.push({ GroupId: groupId, GroupName: 'default', Description: 'default VPC security group', VpcId: vpc.VpcId, OwnerId: account.id, IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: groupId, UserId: account.id }] }], IpPermissionsEgress: anywhere(), Tags: [] });
}

/** One network for the account's applications: public and private subnets in three zones, and a way out. */
export function addAppNetworks(account: SimAccount, region: SimRegion, { plan, dice, gateways }: { plan: AccountPlan; dice: Dice; gateways: number }): AppNetwork[] {
  const block = `10.${10 + dice.whole(200)}`;
  const tags = tagsFor('network', plan.environment, dice);
  const vpc = addVpc(account, region, { id: `vpc-0${dice.hex(16)}`, block, isDefault: false, tags: named(`${plan.name}-main`, tags) });
  const publicSubnets = zones.map((zone, i) => addSubnet(account, region, { id: `subnet-0${dice.hex(16)}`, vpc, zone, cidr: `${block}.${i * 16}.0/20`, isPublic: true, tags: named(`${plan.name}-public-${zone}`, tags) }));
  const privateSubnets = zones.map((zone, i) => addSubnet(account, region, { id: `subnet-0${dice.hex(16)}`, vpc, zone, cidr: `${block}.${(i + 4) * 16}.0/20`, isPublic: false, tags: named(`${plan.name}-private-${zone}`, tags) }));

  const internet = `igw-0${dice.hex(16)}`;
  addRouteTable(account, region, { dice, vpc, block, subnets: publicSubnets, way: { GatewayId: internet }, name: `${plan.name}-public`, tags });
  const nats = publicSubnets.slice(0, gateways).map((subnet) => addNatGateway(region, { dice, subnet, tags }));
  for (const [i, subnet] of privateSubnets.entries()) {
    const nat = nats[i % nats.length];
    addRouteTable(account, region, { dice, vpc, block, subnets: [subnet], way: nat === undefined ? undefined : { NatGatewayId: nat }, name: `${plan.name}-private-${zones[i] ?? 'a'}`, tags });
  }
  const bastion = addGroup(account, region, { dice, vpc, name: 'bastion', tags, ingress: [port(22, { IpRanges: [{ CidrIp: officeRange, Description: 'office' }] })] });
  return plan.apps.map((app) => {
    const appTags = tagsFor(app, plan.environment, dice);
    const front = addGroup(account, region, { dice, vpc, name: `${app}-front`, tags: appTags, ingress: [port(443, { IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'customers' }] })] });
    const servers = addGroup(account, region, { dice, vpc, name: `${app}-servers`, tags: appTags, ingress: [port(8080, from(front)), port(22, from(bastion))] });
    const database = addGroup(account, region, { dice, vpc, name: `${app}-database`, tags: appTags, ingress: [port(5432, from(servers))] });
    return { app, vpc, privateSubnets, publicSubnets, front, servers, database };
  });
}

function addVpc(account: SimAccount, region: SimRegion, { id, block, isDefault, tags }: { id: string; block: string; isDefault: boolean; tags: Vpc['Tags'] }): Vpc {
  const vpc: Vpc = { VpcId: id, CidrBlock: `${block}.0.0/16`, State: 'available', IsDefault: isDefault, OwnerId: account.id, InstanceTenancy: 'default', Tags: tags };
  region.vpcs.push(vpc);
  return vpc;
}

function addSubnet(account: SimAccount, region: SimRegion, { id, vpc, zone, cidr, isPublic, tags }: { id: string; vpc: Vpc; zone: string; cidr: string; isPublic: boolean; tags: Subnet['Tags'] }): Subnet {
  const subnet: Subnet = { SubnetId: id, SubnetArn: `arn:aws:ec2:${region.name}:${account.id}:subnet/${id}`, VpcId: vpc.VpcId, CidrBlock: cidr, AvailabilityZone: `${region.name}${zone}`, MapPublicIpOnLaunch: isPublic, DefaultForAz: vpc.IsDefault, State: 'available', OwnerId: account.id, AvailableIpAddressCount: 4_091, Tags: tags };
  region.subnets.push(subnet);
  return subnet;
}

function addRouteTable(account: SimAccount, region: SimRegion, facts: { dice: Dice; vpc: Vpc; block: string; subnets: readonly Subnet[]; way: { GatewayId: string } | { NatGatewayId: string } | undefined; name: string; tags: Subnet['Tags'] }): void {
  const { dice, vpc, block, subnets, way, name, tags = [] } = facts;
  const id = `rtb-0${dice.hex(16)}`;
  const associations = subnets.map(({ SubnetId }) => ({ RouteTableAssociationId: `rtbassoc-0${dice.hex(16)}`, RouteTableId: id, SubnetId, Main: false }));
  region.routeTables.push({ RouteTableId: id, VpcId: vpc.VpcId, OwnerId: account.id, Associations: associations, Routes: routes(`${block}.0.0/16`, way), Tags: named(name, tags) });
}

function addNatGateway(region: SimRegion, { dice, subnet, tags = [] }: { dice: Dice; subnet: Subnet; tags: Subnet['Tags'] }): string {
  const id = `nat-0${dice.hex(16)}`;
  const AllocationId = `eipalloc-0${dice.hex(16)}`;
  const PublicIp = publicAddress(dice);
  const NetworkInterfaceId = `eni-0${dice.hex(16)}`;
  region.addresses.push({ AllocationId, PublicIp, Domain: 'vpc', AssociationId: `eipassoc-0${dice.hex(16)}`, NetworkInterfaceId, Tags: named(`${id}-address`, tags) });
  region.natGateways.push({ NatGatewayId: id, VpcId: subnet.VpcId, SubnetId: subnet.SubnetId, State: 'available', ConnectivityType: 'public', NatGatewayAddresses: [{ AllocationId, PublicIp, NetworkInterfaceId, IsPrimary: true }], Tags: named(`nat-${subnet.AvailabilityZone ?? ''}`, tags) });
  return id;
}

function addGroup(account: SimAccount, region: SimRegion, { dice, vpc, name, ingress, tags = [] }: { dice: Dice; vpc: Vpc; name: string; ingress: IpPermission[]; tags: SecurityGroup['Tags'] }): SecurityGroup {
  const group: SecurityGroup = { GroupId: `sg-0${dice.hex(16)}`, GroupName: name, Description: `${name}, managed by Terraform`, VpcId: vpc.VpcId, OwnerId: account.id, IpPermissions: ingress, IpPermissionsEgress: anywhere(), Tags: named(name, tags) };
  region.securityGroups.push(group);
  return group;
}

export function publicAddress(dice: Dice): string {
  return `${dice.pick([3, 13, 18, 34, 44, 52, 54])}.${dice.whole(256)}.${dice.whole(256)}.${1 + dice.whole(254)}`;
}

function port(number: number, source: Pick<IpPermission, 'IpRanges' | 'UserIdGroupPairs'>): IpPermission {
  return { IpProtocol: 'tcp', FromPort: number, ToPort: number, ...source };
}

function from(group: SecurityGroup): Pick<IpPermission, 'UserIdGroupPairs'> {
  return { UserIdGroupPairs: [{ GroupId: group.GroupId, UserId: group.OwnerId }] };
}

function anywhere(): IpPermission[] {
  return [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
}

function routes(local: string, way: { GatewayId: string } | { NatGatewayId: string } | undefined) {
  const inside = { DestinationCidrBlock: local, GatewayId: 'local', State: 'active' as const, Origin: 'CreateRouteTable' as const };
  return way === undefined ? [inside] : [inside, { DestinationCidrBlock: '0.0.0.0/0', ...way, State: 'active' as const, Origin: 'CreateRoute' as const }];
}
