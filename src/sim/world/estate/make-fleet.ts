import type { Image, Instance, Snapshot, Subnet, Tag, Volume } from '@aws-sdk/client-ec2';
import type { Dice } from '../seeded-random.ts';
import type { SimAccount, SimRegion } from '../world.ts';
import type { AccountPlan } from './account-plans.ts';
import { backupId, daysKept } from './backups.ts';
import { publicAddress, type AppNetwork } from './make-network.ts';
import { named, tagsFor } from './tags.ts';

const dayMs = 86_400_000;
const serverTypes = ['t3.medium', 't3.large', 'm6i.large', 'm6i.xlarge', 'm7g.large', 'c6i.xlarge', 'c6i.2xlarge'] as const;
const databaseTypes = ['r6i.large', 'r6i.xlarge', 'r6i.2xlarge', 'r7g.xlarge'] as const;

export interface FleetFacts {
  readonly seed: number;
  readonly plan: AccountPlan;
  readonly dice: Dice;
  readonly scale: number;
  readonly startedAt: Date;
  readonly networks: readonly AppNetwork[];
}

/** The machines of one region with their disks, images, backups and addresses, and a few that nobody needs. */
export function addFleet(account: SimAccount, region: SimRegion, facts: FleetFacts): void {
  const { networks, scale, dice } = facts;
  const images = networks.map(({ app }) => addImages(account, region, { ...facts, app }));
  for (const [i, network] of networks.entries()) {
    const [image] = images[i] ?? [];
    if (!image) continue;
    const servers = Math.max(1, Math.round(((56 * scale) / networks.length) * (0.6 + 0.8 * dice.number())));
    for (let n = 0; n < servers; n += 1) addInstance(account, region, { ...facts, network, image, role: 'servers', number: n });
    const databases = scale >= 0.3 ? 2 : 1;
    for (let n = 0; n < databases; n += 1) addInstance(account, region, { ...facts, network, image, role: 'database', number: n });
  }
  addForgotten(account, region, facts);
  addBackups(account, region, facts);
}

function addImages(account: SimAccount, region: SimRegion, { dice, app, plan, startedAt }: FleetFacts & { app: string }): Image[] {
  return [2, 16, 44].map((days) => {
    const createdAt = new Date(startedAt.getTime() - days * dayMs - dice.whole(dayMs));
    const disk = addSnapshot(account, region, { id: `snap-0${dice.hex(16)}`, volumeId: 'vol-ffffffff', sizeGb: 30, at: createdAt, description: `Created by CreateImage for ${app}`, tags: [], isEncrypted: true });
    const image: Image = {
      ImageId: `ami-0${dice.hex(16)}`,
      Name: `${app}-${createdAt.toISOString().slice(0, 10)}-${dice.hex(7)}`,
      State: 'available',
      Public: false,
      OwnerId: account.id,
      CreationDate: createdAt.toISOString(),
      Architecture: 'x86_64',
      RootDeviceType: 'ebs',
      RootDeviceName: '/dev/xvda',
      VirtualizationType: 'hvm',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: disk.SnapshotId, VolumeSize: 30, VolumeType: 'gp3', Encrypted: true } }],
      Tags: tagsFor(app, plan.environment, dice),
    };
    region.images.push(image);
    return image;
  });
}

type InstanceFacts = FleetFacts & { readonly network: AppNetwork; readonly image: Image; readonly role: 'servers' | 'database'; readonly number: number };

function addInstance(account: SimAccount, region: SimRegion, facts: InstanceFacts): Instance {
  const { network, image, role, dice, plan, startedAt } = facts;
  const { app } = network;
  const subnet = network.privateSubnets[facts.number % network.privateSubnets.length] ?? dice.pick(region.subnets);
  const group = role === 'servers' ? network.servers : network.database;
  const InstanceId = `i-0${dice.hex(16)}`;
  const launchedAt = new Date(startedAt.getTime() - (role === 'servers' ? dice.whole(20 * dayMs) : 60 * dayMs + dice.whole(200 * dayMs)));
  const tags: Tag[] = named(`${app}-${role}-${facts.number + 1}`, tagsFor(app, plan.environment, dice));
  const isScaled = role === 'servers' && facts.number > 0;
  const root = addVolume(region, { dice, instanceId: InstanceId, device: '/dev/xvda', sizeGb: 30, type: 'gp3', at: launchedAt, subnet, tags });
  const disks = role === 'database' ? [root, addVolume(region, { dice, instanceId: InstanceId, device: '/dev/sdf', sizeGb: dice.pick([200, 500, 1_000]), type: dice.chance(0.3) ? 'io2' : 'gp3', at: launchedAt, subnet, tags })] : [root];
  const privateIp = addressIn(subnet, dice);
  const instance: Instance = {
    InstanceId,
    ImageId: image.ImageId,
    InstanceType: dice.pick(role === 'servers' ? serverTypes : databaseTypes),
    State: { Name: 'running', Code: 16 },
    LaunchTime: launchedAt,
    VpcId: subnet.VpcId,
    SubnetId: subnet.SubnetId,
    PrivateIpAddress: privateIp,
    PrivateDnsName: `ip-${privateIp.replaceAll('.', '-')}.ec2.internal`,
    Placement: { AvailabilityZone: subnet.AvailabilityZone, Tenancy: 'default' },
    Architecture: 'x86_64',
    RootDeviceType: 'ebs',
    RootDeviceName: '/dev/xvda',
    EbsOptimized: true,
    Monitoring: { State: dice.chance(0.5) ? 'enabled' : 'disabled' },
    MetadataOptions: { State: 'applied', HttpTokens: dice.chance(0.85) ? 'required' : 'optional', HttpEndpoint: 'enabled' },
    SecurityGroups: [{ GroupId: group.GroupId, GroupName: group.GroupName }],
    NetworkInterfaces: [{ NetworkInterfaceId: `eni-0${dice.hex(16)}`, SubnetId: subnet.SubnetId, VpcId: subnet.VpcId, PrivateIpAddress: privateIp, Status: 'in-use', Groups: [{ GroupId: group.GroupId, GroupName: group.GroupName }] }],
    IamInstanceProfile: { Arn: `arn:aws:iam::${account.id}:instance-profile/${app}-instance`, Id: `AIPA${dice.letters(17)}` },
    BlockDeviceMappings: disks.map(({ VolumeId, Attachments }) => ({ DeviceName: Attachments?.[0]?.Device, Ebs: { VolumeId, Status: 'attached' as const, DeleteOnTermination: Attachments?.[0]?.Device === '/dev/xvda', AttachTime: launchedAt } })),
    Tags: isScaled ? [...tags, { Key: 'aws:autoscaling:groupName', Value: `${app}-servers` }] : tags,
  };
  region.instances.push(instance);
  return instance;
}

function addVolume(region: SimRegion, facts: { dice: Dice; instanceId: string | undefined; device: string; sizeGb: number; type: 'gp2' | 'gp3' | 'io2'; at: Date; subnet: Subnet; tags: Tag[] }): Volume {
  const { dice, instanceId, device, sizeGb, type, at, subnet, tags } = facts;
  const volume: Volume = {
    VolumeId: `vol-0${dice.hex(16)}`,
    Size: sizeGb,
    VolumeType: type,
    Iops: type === 'io2' ? 6_000 : 3_000,
    State: instanceId === undefined ? 'available' : 'in-use',
    Encrypted: dice.chance(0.92),
    CreateTime: at,
    AvailabilityZone: subnet.AvailabilityZone,
    Attachments: instanceId === undefined ? [] : [{ InstanceId: instanceId, Device: device, State: 'attached', AttachTime: at, DeleteOnTermination: device === '/dev/xvda' }],
    Tags: tags,
  };
  region.volumes.push(volume);
  return volume;
}

/** What somebody still pays for: stopped and idle machines, disks and addresses that nothing uses. */
function addForgotten(account: SimAccount, region: SimRegion, facts: FleetFacts): void {
  const { dice, scale, startedAt } = facts;
  const network = facts.networks[0];
  const image = region.images[0];
  const subnet = network?.privateSubnets[0];
  if (!network || !image || !subnet) return;
  const count = Math.max(1, Math.round(6 * scale));
  for (let n = 0; n < count; n += 1) {
    const longAgo = new Date(startedAt.getTime() - (40 + dice.whole(300)) * dayMs);
    const stopped = addInstance(account, region, { ...facts, network, image, role: 'servers', number: 0 });
    stopped.State = { Name: 'stopped', Code: 80 };
    stopped.LaunchTime = longAgo;
    stopped.StateTransitionReason = `User initiated (${new Date(longAgo.getTime() + 3 * dayMs).toISOString().slice(0, 19).replace('T', ' ')} GMT)`;
    const idle = addInstance(account, region, { ...facts, network, image, role: 'servers', number: 0 });
    idle.Tags = [{ Key: 'Name', Value: `load-test-${n + 1}` }];
    idle.LaunchTime = longAgo;
    addVolume(region, { dice, instanceId: undefined, device: '', sizeGb: dice.pick([50, 100, 200, 500]), type: 'gp2', at: longAgo, subnet, tags: [] });
    region.addresses.push({ AllocationId: `eipalloc-0${dice.hex(16)}`, PublicIp: publicAddress(dice), Domain: 'vpc', Tags: [] });
  }
  for (const instance of region.instances.slice(0, Math.ceil(4 * scale))) {
    const PublicIp = publicAddress(dice);
    region.addresses.push({ AllocationId: `eipalloc-0${dice.hex(16)}`, AssociationId: `eipassoc-0${dice.hex(16)}`, PublicIp, Domain: 'vpc', InstanceId: instance.InstanceId, PrivateIpAddress: instance.PrivateIpAddress, Tags: instance.Tags });
    instance.PublicIpAddress = PublicIp;
  }
}

/** The nightly snapshots of the data disks, and of every third other one, as many as are kept. */
function addBackups(account: SimAccount, region: SimRegion, { seed, startedAt }: FleetFacts): void {
  const today = Math.floor(startedAt.getTime() / dayMs);
  for (const volume of backedUp(region.volumes)) {
    for (let day = today - daysKept; day < today; day += 1) {
      const at = new Date(day * dayMs + 2 * 3_600_000);
      if (volume.CreateTime && volume.CreateTime > at) continue;
      addSnapshot(account, region, { id: backupId(seed, volume.VolumeId ?? '', day), volumeId: volume.VolumeId ?? '', sizeGb: volume.Size ?? 8, at, description: 'nightly backup', tags: volume.Tags ?? [], isEncrypted: volume.Encrypted === true });
    }
  }
}

export function backedUp(volumes: readonly Volume[]): Volume[] {
  return volumes.filter(({ State, Size = 0 }, i) => State === 'in-use' && (Size > 100 || i % 3 === 0));
}

function addSnapshot(account: SimAccount, region: SimRegion, facts: { id: string; volumeId: string; sizeGb: number; at: Date; description: string; tags: Tag[]; isEncrypted: boolean }): Snapshot {
  const snapshot: Snapshot = { SnapshotId: facts.id, VolumeId: facts.volumeId, VolumeSize: facts.sizeGb, State: 'completed', Progress: '100%', StartTime: facts.at, OwnerId: account.id, Encrypted: facts.isEncrypted, Description: facts.description, StorageTier: 'standard', Tags: facts.tags };
  region.snapshots.push(snapshot);
  return snapshot;
}

function addressIn({ CidrBlock = '10.0.0.0/20' }: Subnet, dice: Dice): string {
  const [a = '10', b = '0', c = '0'] = CidrBlock.split('.');
  return `${a}.${b}.${Number(c) + dice.whole(16)}.${4 + dice.whole(250)}`;
}
