import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { matchesFilters } from '../../ec2-filters.ts';
import { pageOf } from '../../page-of.ts';

const most = 1_000;
const badToken = 'InvalidNextToken';

export default defineHandlers('ec2', {
  DescribeRegions(input, { account }) {
    const regions = [...account.regions.values()].filter(({ isEnabled }) => isEnabled || input.AllRegions === true);
    const wanted = input.RegionNames ?? [];
    return {
      Regions: regions
        .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
        .map(({ name, isEnabled }) => ({ RegionName: name, Endpoint: `ec2.${name}.amazonaws.com`, OptInStatus: isEnabled ? 'opt-in-not-required' : 'not-opted-in' })),
    };
  },
  DescribeVpcs(input, { region }) {
    const found = region.vpcs.filter((vpc) => named(input.VpcIds, vpc.VpcId) && matchesFilters(input.Filters ?? [], { 'vpc-id': vpc.VpcId, 'is-default': String(vpc.IsDefault ?? false), cidr: vpc.CidrBlock, tags: vpc.Tags }));
    const { items, next } = pageOf(found, { token: input.NextToken, size: input.MaxResults, most, badToken });
    return { Vpcs: items, NextToken: next };
  },
  DescribeSubnets(input, { region }) {
    const found = region.subnets.filter((subnet) => named(input.SubnetIds, subnet.SubnetId) && matchesFilters(input.Filters ?? [], { 'subnet-id': subnet.SubnetId, 'vpc-id': subnet.VpcId, 'availability-zone': subnet.AvailabilityZone, tags: subnet.Tags }));
    const { items, next } = pageOf(found, { token: input.NextToken, size: input.MaxResults, most, badToken });
    return { Subnets: items, NextToken: next };
  },
  DescribeRouteTables(input, { region }) {
    const found = region.routeTables.filter((table) => named(input.RouteTableIds, table.RouteTableId) && matchesFilters(input.Filters ?? [], { 'vpc-id': table.VpcId, 'route-table-id': table.RouteTableId, tags: table.Tags }));
    const { items, next } = pageOf(found, { token: input.NextToken, size: input.MaxResults, most: 100, badToken });
    return { RouteTables: items, NextToken: next };
  },
  DescribeAddresses(input, { region }) {
    return { Addresses: region.addresses.filter((address) => named(input.AllocationIds, address.AllocationId) && matchesFilters(input.Filters ?? [], { 'allocation-id': address.AllocationId, 'public-ip': address.PublicIp, 'instance-id': address.InstanceId, tags: address.Tags })) };
  },
  DescribeNatGateways(input, { region }) {
    const found = region.natGateways.filter((gateway) => named(input.NatGatewayIds, gateway.NatGatewayId) && matchesFilters(input.Filter ?? [], { 'vpc-id': gateway.VpcId, 'subnet-id': gateway.SubnetId, state: gateway.State, tags: gateway.Tags }));
    const { items, next } = pageOf(found, { token: input.NextToken, size: input.MaxResults, most, badToken });
    return { NatGateways: items, NextToken: next };
  },
  DescribeSecurityGroups(input, { region }) {
    const found = region.securityGroups.filter((group) => named(input.GroupIds, group.GroupId) && matchesFilters(input.Filters ?? [], { 'group-id': group.GroupId, 'group-name': group.GroupName, 'vpc-id': group.VpcId, tags: group.Tags }));
    const { items, next } = pageOf(found, { token: input.NextToken, size: input.MaxResults, most, badToken });
    return { SecurityGroups: items, NextToken: next };
  },
  AuthorizeSecurityGroupIngress: {
    resource: groupArn,
    run(input, context) {
      const group = findGroup(context, input.GroupId);
      group.IpPermissions = [...(group.IpPermissions ?? []), ...permissionsIn(input)];
      return { Return: true, SecurityGroupRules: [] };
    },
  },
  RevokeSecurityGroupIngress: {
    resource: groupArn,
    run(input, context) {
      const group = findGroup(context, input.GroupId);
      const gone = new Set(permissionsIn(input).map((permission) => JSON.stringify(permission)));
      group.IpPermissions = (group.IpPermissions ?? []).filter((permission) => !gone.has(JSON.stringify(permission)));
      return { Return: true };
    },
  },
});

function named(wanted: readonly string[] | undefined, id: string | undefined): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.includes(id ?? '');
}

function groupArn(input: { GroupId?: string | undefined }, { region, account }: CallContext): string {
  return `arn:aws:ec2:${region.name}:${account.id}:security-group/${input.GroupId ?? ''}`;
}

function findGroup({ region }: CallContext, id: string | undefined): SecurityGroup {
  const group = region.securityGroups.find(({ GroupId }) => GroupId === id);
  if (!group) throw new AwsRefusal('InvalidGroup.NotFound', `The security group '${id ?? ''}' does not exist`);
  return group;
}

/** Callers may give whole permissions or the fields of a single one. */
function permissionsIn(input: { IpPermissions?: IpPermission[] | undefined; IpProtocol?: string | undefined; FromPort?: number | undefined; ToPort?: number | undefined; CidrIp?: string | undefined }): IpPermission[] {
  if (input.IpPermissions) return input.IpPermissions;
  return [{ IpProtocol: input.IpProtocol, FromPort: input.FromPort, ToPort: input.ToPort, IpRanges: input.CidrIp === undefined ? [] : [{ CidrIp: input.CidrIp }] }];
}
