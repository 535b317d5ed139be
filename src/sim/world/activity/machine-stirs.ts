import { openDice } from '../seeded-random.ts';
import { instanceActor, linkedServiceActor, roleOf, serviceActor, taskActor, userActor, vendorActor } from './actors.ts';
import type { Happening, Scene, Stir } from './happening.ts';
import { readingDeed } from './reading-deeds.ts';
import { customerHours, roundTheClock } from './rhythm.ts';
import type { Deed } from './write-record.ts';

/** Applications with the roles of their instances and containers. */
export const applications: Stir = {
  rhythm: customerHours,
  peak: ({ scale }) => 1.7 * scale,
  happen(scene) {
    const { place, dice, minute } = scene;
    if (place.instances.length === 0) return [];
    const instance = dice.pick(place.instances);
    const actor = dice.chance(0.7) ? instanceActor(place, instance, minute) : taskActor(place, instance.app, minute);
    return [{ actor, deed: withChanceError(applicationDeed(scene, instance.app, instance.id), scene, actor.identity.arn ?? '') }];
  },
};

/** The agent of Systems Manager on every instance reports in. */
export const instanceAgents: Stir = {
  rhythm: roundTheClock,
  peak: ({ scale }) => 0.35 * scale,
  happen({ place, dice, minute }) {
    if (place.instances.length === 0) return [];
    const instance = dice.pick(place.instances);
    const parameters = { instanceId: instance.id, agentVersion: '3.3.2299.0', agentStatus: 'Active', platformType: 'Linux', platformName: 'Amazon Linux', platformVersion: '2023', agentName: 'amazon-ssm-agent', sourceType: 'AWS::EC2::Instance' };
    return [{ actor: { ...instanceActor(place, instance, minute), agent: 'aws-sdk-go/1.55.5 (go1.23.4; linux; amd64) amazon-ssm-agent/' }, deed: { source: 'ssm', name: 'UpdateInstanceInformation', parameters } }];
  },
};

/** AWS itself: hands out sessions, checks configuration, looks after clusters and load balancers. */
export const services: Stir = {
  rhythm: roundTheClock,
  peak: ({ scale }) => 0.03 + 0.9 * scale,
  happen(scene) {
    const { place, dice, minute } = scene;
    if (place.instances.length === 0 || dice.chance(0.15)) return [{ actor: linkedServiceActor(place, 'AWSServiceRoleForConfig', { service: 'config', session: 'AWSConfig-Describe', minute }), deed: readingDeed(place, dice) }];
    return dice.chance(0.5) ? [sessionForInstance(scene)] : [clusterWork(scene)];
  },
};

/** A monitoring vendor reads everything once in a while, in every region. */
export const monitoring: Stir = {
  rhythm: roundTheClock,
  peak: ({ scale, isHome }) => 0.04 + 0.8 * scale + (isHome ? 0.1 : 0),
  happen({ place, dice, minute }) {
    const actor = vendorActor(place, minute);
    if (!dice.chance(0.05)) return [{ actor, deed: readingDeed(place, dice) }];
    const role = roleOf(place, 'observability');
    const deed: Deed = {
      source: 'sts',
      name: 'AssumeRole',
      parameters: { roleArn: role.arn, roleSessionName: 'vendor-crawler', externalId: openDice(place.seed, `vendor/${place.accountId}`).hex(32), durationSeconds: 3_600 },
      response: { assumedRoleUser: { assumedRoleId: `${role.id}:vendor-crawler`, arn: `arn:aws:sts::${place.accountId}:assumed-role/${role.name}/vendor-crawler` } },
      resources: [{ type: 'AWS::IAM::Role', arn: role.arn }],
    };
    return [{ actor: { ...actor, identity: { type: 'AWSAccount', principalId: 'AROAVENDORCRAWLER01:crawler', accountId: '464622532012' } }, deed }];
  },
};

/** What the last machine users with keys of their own do, each always the same. */
export const oldScripts: Stir = {
  rhythm: roundTheClock,
  peak: ({ isHome, scale }) => (isHome && scale > 0 ? 0.12 : 0),
  happen({ place, dice }) {
    const habits: readonly (readonly [string, readonly Deed[]])[] = [
      ['monitoring', [{ source: 'ec2', name: 'DescribeInstances', parameters: { maxResults: 100, instancesSet: {}, filterSet: {} } }, { source: 'monitoring', name: 'GetMetricData', parameters: { maxDatapoints: 100 } }]],
      ['backup-export', [{ source: 'ec2', name: 'DescribeSnapshots', parameters: { maxResults: 200, snapshotSet: {}, ownersSet: { items: [{ owner: 'self' }] }, filterSet: {} } }]],
      ['mailer', [{ source: 'ses', name: 'GetSendQuota' }]],
      ['log-shipper', [{ source: 's3', name: 'ListBuckets', parameters: { Host: `s3.${place.region}.amazonaws.com` } }, { source: 'cloudtrail', name: 'DescribeTrails', parameters: { includeShadowTrails: true, trailNameList: [] } }]],
      ['ci-legacy', [{ source: 'sts', name: 'GetCallerIdentity' }]],
    ];
    const [name, deeds] = dice.pick(habits);
    const user = place.users.get(name);
    return user ? [{ actor: userActor(place, user), deed: dice.pick(deeds) }] : [];
  },
};

function applicationDeed({ place, dice }: Scene, app: string, instanceId: string): Deed {
  const { accountId, region } = place;
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const key = arn('kms', `key/${openDice(place.seed, `key/${accountId}/${region}/${app}`).uuid()}`);
  const secret = arn('secretsmanager', `secret:${app}/database-${openDice(place.seed, `secret/${accountId}/${app}`).word(6)}`);
  return dice.pick<Deed>([
    { source: 'kms', name: 'Decrypt', parameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT', encryptionContext: { 'aws:secretsmanager:arn': secret } }, resources: [{ type: 'AWS::KMS::Key', arn: key }] },
    { source: 'kms', name: 'GenerateDataKey', parameters: { keySpec: 'AES_256', keyId: key }, resources: [{ type: 'AWS::KMS::Key', arn: key }] },
    { source: 'secretsmanager', name: 'GetSecretValue', parameters: { secretId: secret } },
    { source: 'ssm', name: 'GetParametersByPath', parameters: { path: `/${app}/`, recursive: true, withDecryption: true, maxResults: 10 } },
    { source: 'ssm', name: 'GetParameter', parameters: { name: `/${app}/feature-flags`, withDecryption: false } },
    { source: 'sqs', name: 'GetQueueUrl', parameters: { queueName: `${app}-events` } },
    { source: 'sts', name: 'GetCallerIdentity' },
    { source: 'logs', name: 'CreateLogStream', parameters: { logGroupName: `/${place.accountName}/${app}`, logStreamName: `${instanceId}/${dice.hex(12)}` } },
    { source: 'ec2', name: 'DescribeTags', parameters: { maxResults: 1_000, filterSet: { items: [{ name: 'resource-id', valueSet: { items: [{ value: instanceId }] } }] } } },
  ]);
}

/** Now and then something is missing or comes too fast; nobody minds. */
function withChanceError(deed: Deed, { dice }: Scene, arn: string): Deed {
  if (!dice.chance(0.015)) return deed;
  const action = `${deed.source}:${deed.name}`;
  return {
    ...deed,
    error: dice.pick([
      { code: 'ThrottlingException', message: 'Rate exceeded' },
      { code: 'ResourceNotFoundException', message: 'The specified resource does not exist.' },
      { code: 'AccessDenied', message: `User: ${arn} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action` },
    ]),
  };
}

function sessionForInstance({ place, dice }: Scene): Happening {
  const instance = dice.pick(place.instances);
  const role = roleOf(place, `${instance.app}-instance`);
  return {
    actor: serviceActor('ec2'),
    deed: {
      source: 'sts',
      name: 'AssumeRole',
      parameters: { roleArn: role.arn, roleSessionName: instance.id },
      response: { assumedRoleUser: { assumedRoleId: `${role.id}:${instance.id}`, arn: `arn:aws:sts::${place.accountId}:assumed-role/${role.name}/${instance.id}` } },
      resources: [{ type: 'AWS::IAM::Role', arn: role.arn }],
    },
  };
}

function clusterWork({ place, dice, minute }: Scene): Happening {
  const app = place.apps.length === 0 ? 'app' : dice.pick(place.apps);
  const target = `arn:aws:elasticloadbalancing:${place.region}:${place.accountId}:targetgroup/${app}/${openDice(place.seed, `target/${place.accountId}/${place.region}/${app}`).hex(16)}`;
  return dice.pick<Happening>([
    { actor: linkedServiceActor(place, 'AWSServiceRoleForECS', { service: 'ecs', session: 'ecs-service-scheduler', minute }), deed: { source: 'elasticloadbalancing', name: 'DescribeTargetHealth', parameters: { targetGroupArn: target } } },
    { actor: linkedServiceActor(place, 'AWSServiceRoleForECS', { service: 'ecs', session: 'ecs-service-scheduler', minute }), deed: { source: 'ec2', name: 'DescribeNetworkInterfaces', parameters: { networkInterfaceIdSet: {}, filterSet: { items: [{ name: 'vpc-id', valueSet: { items: [{ value: place.vpcs.at(-1) ?? '' }] } }] } } } },
    { actor: linkedServiceActor(place, 'AWSServiceRoleForAutoScaling', { service: 'autoscaling', session: 'AutoScaling', minute }), deed: { source: 'ec2', name: 'DescribeInstanceStatus', parameters: { instancesSet: { items: [{ instanceId: dice.pick(place.instances).id }] }, filterSet: {} } } },
    { actor: linkedServiceActor(place, 'AWSServiceRoleForElasticLoadBalancing', { service: 'elasticloadbalancing', session: 'ElasticLoadBalancing', minute }), deed: { source: 'ec2', name: 'DescribeSubnets', parameters: { subnetSet: { items: [{ subnetId: dice.pick(place.subnets) }] }, filterSet: {} } } },
  ]);
}
