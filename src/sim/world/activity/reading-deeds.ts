import type { Dice } from '../seeded-random.ts';
import type { Place } from './place.ts';
import type { Deed } from './write-record.ts';

type Make = (place: Place, dice: Dice) => Deed;

const instancesOf: Make = (place, dice) => ({
  source: 'ec2',
  name: 'DescribeInstances',
  parameters: { maxResults: 1_000, instancesSet: place.instances.length > 0 && dice.chance(0.4) ? { items: [{ instanceId: dice.pick(place.instances).id }] } : {}, filterSet: { items: [{ name: 'instance-state-name', valueSet: { items: [{ value: 'running' }] } }] } },
});
const statusOf: Make = (place, dice) => ({ source: 'ec2', name: 'DescribeInstanceStatus', parameters: { instancesSet: one('instanceId', place.instances.map(({ id }) => id), dice), filterSet: {}, includeAllInstances: true } });
const groupsOf: Make = (place, dice) => ({ source: 'ec2', name: 'DescribeSecurityGroups', parameters: { securityGroupSet: {}, securityGroupIdSet: one('groupId', place.groups, dice), filterSet: {} } });
const volumesOf: Make = (place, dice) => ({ source: 'ec2', name: 'DescribeVolumes', parameters: { volumeSet: one('volumeId', place.volumes, dice), filterSet: {} } });
const subnetsOf: Make = (place, dice) => ({ source: 'ec2', name: 'DescribeSubnets', parameters: { subnetSet: one('subnetId', place.subnets, dice), filterSet: {} } });
const vpcsOf: Make = (place, dice) => ({ source: 'ec2', name: 'DescribeVpcs', parameters: { vpcSet: one('vpcId', place.vpcs, dice), filterSet: {} } });
const routesOf: Make = (place, dice) => ({ source: 'ec2', name: 'DescribeRouteTables', parameters: { routeTableIdSet: one('routeTableId', place.routeTables, dice), filterSet: {} } });
const imagesOf: Make = (place, dice) => ({ source: 'ec2', name: 'DescribeImages', parameters: { executableBySet: {}, imagesSet: one('imageId', place.images, dice), ownersSet: { items: [{ owner: 'self' }] }, filterSet: {} } });
const addressesOf: Make = () => ({ source: 'ec2', name: 'DescribeAddresses', parameters: { publicIpsSet: {}, filterSet: {}, allocationIdsSet: {} } });
const tagsOf: Make = (place, dice) => ({ source: 'ec2', name: 'DescribeTags', parameters: { maxResults: 1_000, filterSet: { items: [{ name: 'resource-id', valueSet: one('value', place.instances.map(({ id }) => id), dice) }] } } });
const regionsOf: Make = () => ({ source: 'ec2', name: 'DescribeRegions', parameters: { regionSet: {}, allRegions: false } });
const metricsOf: Make = (_place, dice) => ({ source: 'monitoring', name: 'ListMetrics', parameters: { namespace: dice.pick(['AWS/EC2', 'AWS/EBS', 'AWS/SQS', 'AWS/NATGateway']) } });
const alarmsOf: Make = (place, dice) => ({ source: 'monitoring', name: 'DescribeAlarms', parameters: { maxRecords: 100, alarmNamePrefix: place.apps.length === 0 ? 'default' : dice.pick(place.apps) } });
const queuesOf: Make = (place, dice) => ({ source: 'sqs', name: 'GetQueueAttributes', parameters: { queueUrl: `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${place.queues.length === 0 ? 'default' : dice.pick(place.queues)}`, attributeNames: ['All'] } });
const topicsOf: Make = () => ({ source: 'sns', name: 'ListTopics' });
const trailsOf: Make = () => ({ source: 'cloudtrail', name: 'DescribeTrails', parameters: { includeShadowTrails: true, trailNameList: [] } });
const groupsOfLogs: Make = () => ({ source: 'logs', name: 'DescribeLogGroups', parameters: { limit: 50 } });
const scalingOf: Make = (place, dice) => ({ source: 'autoscaling', name: 'DescribeAutoScalingGroups', parameters: { autoScalingGroupNames: place.apps.length === 0 ? [] : [`${dice.pick(place.apps)}-servers`], maxRecords: 100 } });
const bucketsOf: Make = (place) => ({ source: 's3', name: 'ListBuckets', parameters: { Host: `s3.${place.region}.amazonaws.com` } });
const bucketFact: Make = (place, dice) => {
  const [name, part] = dice.pick([['GetBucketAcl', 'acl'], ['GetBucketPolicyStatus', 'policyStatus'], ['GetBucketEncryption', 'encryption'], ['GetBucketVersioning', 'versioning'], ['GetBucketTagging', 'tagging'], ['GetBucketLocation', 'location']] as const);
  const bucketName = place.buckets.length === 0 ? `${place.accountName}-none` : dice.pick(place.buckets);
  return { source: 's3', name, parameters: { bucketName, Host: `${bucketName}.s3.${place.region}.amazonaws.com`, [part]: '' }, resources: [{ type: 'AWS::S3::Bucket', arn: `arn:aws:s3:::${bucketName}` }] };
};
const roleFact: Make = (place, dice) => ({ source: 'iam', name: dice.pick(['GetRole', 'ListRolePolicies', 'ListAttachedRolePolicies']), parameters: { roleName: dice.pick([...place.roles.keys()]) } });
const summary: Make = () => ({ source: 'iam', name: 'GetAccountSummary' });
const accountsOf: Make = () => ({ source: 'organizations', name: 'ListAccounts', parameters: { maxResults: 20 } });
const costs: Make = () => ({ source: 'ce', name: 'GetCostAndUsage', parameters: { granularity: 'DAILY', metrics: ['UnblendedCost'], groupBy: [{ type: 'DIMENSION', key: 'SERVICE' }] } });
const health: Make = () => ({ source: 'health', name: 'DescribeEventAggregates', parameters: { filter: { eventStatusCodes: ['open', 'upcoming'] }, aggregateField: 'eventTypeCategory' } });

const regional: readonly Make[] = [instancesOf, instancesOf, instancesOf, statusOf, groupsOf, volumesOf, subnetsOf, vpcsOf, routesOf, imagesOf, addressesOf, tagsOf, metricsOf, alarmsOf, queuesOf, topicsOf, trailsOf, groupsOfLogs, scalingOf, bucketFact];
const global: readonly Make[] = [bucketsOf, roleFact, roleFact, summary, costs, health];

/** What monitoring tools and people look at. Global services are recorded in one region only. */
export function readingDeed(place: Place, dice: Dice): Deed {
  if (place.isHome && dice.chance(0.2)) return dice.pick(place.accountName === 'management' ? [...global, accountsOf] : global)(place, dice);
  return dice.pick(place.buckets.length === 0 ? [instancesOf, groupsOf, vpcsOf, regionsOf, trailsOf, metricsOf] : regional)(place, dice);
}

/** The reads that infrastructure as code makes to compare what is with what should be. */
export function refreshDeed(place: Place, dice: Dice): Deed {
  if (place.isHome && dice.chance(0.3)) return roleFact(place, dice);
  return dice.pick([instancesOf, groupsOf, subnetsOf, vpcsOf, routesOf, imagesOf, scalingOf, bucketFact, queuesOf])(place, dice);
}

function one(key: string, values: readonly string[], dice: Dice): { items?: Record<string, string>[] } {
  return values.length === 0 ? {} : { items: [{ [key]: dice.pick(values) }] };
}
