import { backupId, daysKept } from '../estate/backups.ts';
import { openDice } from '../seeded-random.ts';
import { backupActor, linkedServiceActor, pipelineActor, roleOf, type Actor } from './actors.ts';
import type { Happening, Scene } from './happening.ts';
import type { Place } from './place.ts';
import { refreshDeed } from './reading-deeds.ts';
import { customerHours, officeHours } from './rhythm.ts';
import type { Deed } from './write-record.ts';

const hourMinutes = 60;
const deploymentMinutes = 5;

/** Deployments of an hour go on for some minutes each: sign in, compare, change, look whether it stands. */
export function deployments(scene: Scene): Happening[] {
  const { place, dice, minute } = scene;
  if (place.apps.length === 0) return [];
  return runsOf(place, Math.floor(minute / hourMinutes)).flatMap(({ app, start, run }) => {
    const phase = (minute % hourMinutes) - start;
    if (phase < 0 || phase >= deploymentMinutes) return [];
    const actor = pipelineActor(place, { run, minute: minute - phase });
    const deeds = phase === 0 ? opening(scene, run) : phase === 3 ? changes(scene, { app, run }) : Array.from({ length: 3 + dice.whole(3) }, () => refreshDeed(place, dice));
    return deeds.map((deed, i): Happening => ({ actor: deed.name === 'AssumeRoleWithWebIdentity' ? webIdentity(place, actor, app) : actor, deed, second: Math.min(59, 5 + i * 4) }));
  });
}

function runsOf(place: Place, hour: number): { app: string; start: number; run: string }[] {
  const dice = openDice(place.seed, `deployments/${place.accountId}/${place.region}/${hour}`);
  const mean = 1.6 * place.scale * officeHours(hour * hourMinutes + 30);
  const count = Math.floor(mean) + (dice.chance(mean % 1) ? 1 : 0);
  return Array.from({ length: count }, () => ({ app: dice.pick(place.apps), start: dice.whole(hourMinutes - deploymentMinutes), run: dice.digits(11) }));
}

function opening({ place }: Scene, run: string): Deed[] {
  const role = roleOf(place, 'deploy-pipeline');
  const takeRole: Deed = {
    source: 'sts',
    name: 'AssumeRoleWithWebIdentity',
    parameters: { roleArn: role.arn, roleSessionName: `deploy-${run}`, durationSeconds: 3_600 },
    response: { assumedRoleUser: { assumedRoleId: `${role.id}:deploy-${run}`, arn: `arn:aws:sts::${place.accountId}:assumed-role/${role.name}/deploy-${run}` }, audience: 'sts.amazonaws.com' },
    resources: [{ type: 'AWS::IAM::Role', arn: role.arn }],
  };
  return [takeRole, { source: 'sts', name: 'GetCallerIdentity' }, { source: 'ecr', name: 'GetAuthorizationToken' }];
}

function webIdentity(place: Place, actor: Actor, app: string): Actor {
  const provider = `arn:aws:iam::${place.accountId}:oidc-provider/token.actions.githubusercontent.com`;
  return { ...actor, identity: { type: 'WebIdentityUser', principalId: `${provider}:sts.amazonaws.com:repo:example/${app}:ref:refs/heads/main`, userName: `repo:example/${app}:ref:refs/heads/main` } };
}

function changes({ place, dice }: Scene, { app, run }: { app: string; run: string }): Deed[] {
  const { accountId, region } = place;
  const version = run.slice(-4);
  const group = dice.pick(place.groups);
  const bucket = place.buckets.length === 0 ? '' : dice.pick(place.buckets);
  const always: Deed[] = [
    { source: 'ecr', name: 'PutImage', parameters: { registryId: accountId, repositoryName: app, imageTag: dice.hex(40) }, resources: [{ type: 'AWS::ECR::Repository', arn: `arn:aws:ecr:${region}:${accountId}:repository/${app}` }] },
    { source: 'ecs', name: 'RegisterTaskDefinition', parameters: { family: app, taskRoleArn: roleOf(place, `${app}-task`).arn, networkMode: 'awsvpc', cpu: '512', memory: '1024' }, response: { taskDefinition: { taskDefinitionArn: `arn:aws:ecs:${region}:${accountId}:task-definition/${app}:${version}`, status: 'ACTIVE' } } },
    { source: 'ecs', name: 'UpdateService', parameters: { cluster: 'main', service: app, taskDefinition: `${app}:${version}`, forceNewDeployment: true }, response: { service: { serviceName: app, status: 'ACTIVE', desiredCount: 3 } } },
  ];
  const sometimes: Deed[] = [
    { source: 'ec2', name: 'CreateTags', parameters: { resourcesSet: { items: [{ resourceId: group }] }, tagSet: { items: [{ key: 'release', value: version }] } }, response: { _return: true } },
    { source: 'ec2', name: 'AuthorizeSecurityGroupIngress', parameters: { groupId: group, ipPermissions: { items: [{ ipProtocol: 'tcp', fromPort: 8080, toPort: 8080, groups: {}, ipRanges: { items: [{ cidrIp: '10.0.0.0/8', description: 'internal' }] } }] } }, response: { _return: true } },
    { source: 's3', name: 'PutBucketTagging', parameters: { bucketName: bucket, Host: `${bucket}.s3.${region}.amazonaws.com`, tagging: '' }, resources: [{ type: 'AWS::S3::Bucket', arn: `arn:aws:s3:::${bucket}` }] },
    { source: 'cloudformation', name: 'CreateChangeSet', parameters: { stackName: `${app}-stack`, changeSetName: `release-${version}`, changeSetType: 'UPDATE' } },
    { source: 'autoscaling', name: 'StartInstanceRefresh', parameters: { autoScalingGroupName: `${app}-servers`, strategy: 'Rolling' }, response: { instanceRefreshId: dice.uuid() } },
  ];
  const inHome: Deed[] = place.isHome ? [{ source: 'iam', name: 'PutRolePolicy', parameters: { roleName: `${app}-task`, policyName: 'runtime', policyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `arn:aws:s3:::${app}-*` }] }) } }] : [];
  return [...always, dice.pick([...sometimes, ...inHome])];
}

/** A group grows by one machine in a busy hour and shrinks by the same one two hours later. */
export function scaling({ place, minute }: Scene): Happening[] {
  if (place.instances.length === 0) return [];
  const hour = Math.floor(minute / hourMinutes);
  const actor = linkedServiceActor(place, 'AWSServiceRoleForAutoScaling', { service: 'autoscaling', session: 'AutoScaling', minute });
  const grown = scaledOut(place, hour);
  const shrunk = scaledOut(place, hour - 2);
  const at = minute % hourMinutes;
  return [
    ...(grown?.at === at ? [{ actor, deed: launch(place, grown) }] : []),
    ...(shrunk?.at === at ? [{ actor, deed: terminate(place, shrunk.id) }] : []),
  ];
}

interface ScaledOut {
  readonly at: number;
  readonly id: string;
  readonly like: Place['instances'][number];
}

function scaledOut(place: Place, hour: number): ScaledOut | undefined {
  const dice = openDice(place.seed, `scaling/${place.accountId}/${place.region}/${hour}`);
  if (!dice.chance(Math.min(0.9, place.scale * customerHours(hour * hourMinutes)))) return undefined;
  const servers = place.instances.filter(({ type }) => !type.startsWith('r'));
  return servers.length === 0 ? undefined : { at: dice.whole(hourMinutes), id: `i-0${dice.hex(16)}`, like: dice.pick(servers) };
}

function launch(place: Place, { id, like }: ScaledOut): Deed {
  const { imageId, type, subnetId, groupId, app } = like;
  return {
    source: 'ec2',
    name: 'RunInstances',
    parameters: { instancesSet: { items: [{ imageId, minCount: 1, maxCount: 1 }] }, groupSet: { items: [{ groupId }] }, instanceType: type, subnetId, iamInstanceProfile: { name: `${app}-instance` }, monitoring: { enabled: false }, disableApiTermination: false },
    response: { reservationId: `r-0${id.slice(3)}`, ownerId: place.accountId, instancesSet: { items: [{ instanceId: id, imageId, instanceType: type, subnetId, instanceState: { code: 0, name: 'pending' } }] } },
    resources: [{ type: 'AWS::EC2::Instance', arn: `arn:aws:ec2:${place.region}:${place.accountId}:instance/${id}` }],
  };
}

function terminate(place: Place, id: string): Deed {
  return {
    source: 'ec2',
    name: 'TerminateInstances',
    parameters: { instancesSet: { items: [{ instanceId: id }] } },
    response: { instancesSet: { items: [{ instanceId: id, currentState: { code: 32, name: 'shutting-down' }, previousState: { code: 16, name: 'running' } }] } },
    resources: [{ type: 'AWS::EC2::Instance', arn: `arn:aws:ec2:${place.region}:${place.accountId}:instance/${id}` }],
  };
}

/** In the first half hour after two, every backed-up disk gets its snapshot and loses its oldest. */
export function backups({ place, minute }: Scene): Happening[] {
  const day = Math.floor(minute / 1_440);
  const at = (minute % 1_440) - 120;
  if (at < 0 || at >= 30) return [];
  const actor = backupActor(place, minute);
  return place.backedUpVolumes.flatMap((volumeId, i): Happening[] => {
    if (i % 30 !== at) return [];
    const made = backupId(place.seed, volumeId, day);
    const gone = backupId(place.seed, volumeId, day - daysKept);
    return [
      { actor, deed: { source: 'ec2', name: 'CreateSnapshot', parameters: { volumeId, description: 'nightly backup' }, response: { snapshotId: made, volumeId, status: 'pending', ownerId: place.accountId }, resources: [{ type: 'AWS::EC2::Snapshot', arn: snapshotArn(place, made) }] } },
      { actor, deed: { source: 'ec2', name: 'DeleteSnapshot', parameters: { snapshotId: gone }, response: { _return: true }, resources: [{ type: 'AWS::EC2::Snapshot', arn: snapshotArn(place, gone) }] } },
    ];
  });
}

function snapshotArn({ region }: Place, id: string): string {
  return `arn:aws:ec2:${region}::snapshot/${id}`;
}
