import type { AwsSession } from '../aws/door.ts';

type Probe = (session: AwsSession) => Promise<unknown>;

const nothing = 'watchkeeper-asks-whether-it-may';

/** One cheap reading call for each action that can be tried without naming something that exists. */
export const permissionProbes: Readonly<Record<string, Probe>> = {
  'athena:GetWorkGroup': (session) => session.call('athena', 'GetWorkGroup', { WorkGroup: 'primary' }),
  'cloudtrail:DescribeTrails': (session) => session.call('cloudtrail', 'DescribeTrails', {}),
  'cloudtrail:GetEventSelectors': (session) => session.call('cloudtrail', 'GetEventSelectors', { TrailName: nothing }),
  'cloudtrail:GetTrailStatus': (session) => session.call('cloudtrail', 'GetTrailStatus', { Name: nothing }),
  'cloudtrail:ListPublicKeys': (session) => session.call('cloudtrail', 'ListPublicKeys', {}),
  'cloudtrail:LookupEvents': (session) => session.call('cloudtrail', 'LookupEvents', { MaxResults: 1 }),
  'ec2:DescribeInstances': (session) => session.call('ec2', 'DescribeInstances', { MaxResults: 5 }),
  'ec2:DescribeRegions': (session) => session.call('ec2', 'DescribeRegions', {}),
  'ec2:DescribeSecurityGroups': (session) => session.call('ec2', 'DescribeSecurityGroups', { MaxResults: 5 }),
  'ec2:DescribeVolumes': (session) => session.call('ec2', 'DescribeVolumes', { MaxResults: 5 }),
  'ec2:DescribeVpcs': (session) => session.call('ec2', 'DescribeVpcs', { MaxResults: 5 }),
  'iam:GetRole': (session) => session.call('iam', 'GetRole', { RoleName: nothing }),
  'iam:ListAccessKeys': (session) => session.call('iam', 'ListAccessKeys', { UserName: nothing }),
  'iam:ListRoles': (session) => session.call('iam', 'ListRoles', { MaxItems: 1 }),
  'iam:ListUsers': (session) => session.call('iam', 'ListUsers', { MaxItems: 1 }),
  'organizations:DescribeOrganization': (session) => session.call('organizations', 'DescribeOrganization', {}),
  'organizations:ListAccounts': (session) => session.call('organizations', 'ListAccounts', { MaxResults: 1 }),
  's3:ListAllMyBuckets': (session) => session.call('s3', 'ListBuckets', {}),
};
