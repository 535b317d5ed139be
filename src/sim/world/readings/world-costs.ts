import { isWeekend } from '../activity/rhythm.ts';
import { seededRandom } from '../seeded-random.ts';
import type { CostLine, SimAccount, SimRegion, StoryTruth, WorldCosts } from '../world.ts';
import { instanceHourlyUsd, prices, usagePrefix } from './prices.ts';

const dayMs = 86_400_000;
const daysOfMonth = 30;
const monthlyGrowth = 1.03;
const compute = 'Amazon Elastic Compute Cloud - Compute';
const other = 'EC2 - Other';

interface Facts {
  readonly seed: number;
  readonly accounts: ReadonlyMap<string, SimAccount>;
  readonly startedAt: Date;
  readonly truth: () => readonly StoryTruth[];
}

/** One line of an average day. `follows` says whether it rises and falls with customers or stands still. */
interface UsualLine extends Omit<CostLine, 'date'> {
  readonly follows: 'customers' | 'nothing' | 'month-start';
}

/** The bill by day, of what there was when the world was made and of what stories add. A day that is not over is charged so far as it went. */
export function openCosts({ seed, accounts, startedAt, truth }: Facts): WorldCosts {
  const usual = [...accounts.values()].flatMap(usualDay);
  const startDay = Math.floor(startedAt.getTime() / dayMs);

  function usualCost(line: UsualLine, day: number): number {
    if (line.follows === 'month-start' && new Date(day * dayMs).getUTCDate() !== 1) return 0;
    const growth = line.follows === 'month-start' ? 1 : monthlyGrowth ** ((day - startDay) / daysOfMonth);
    const week = line.follows === 'customers' && isWeekend(day * 1_440) ? 0.78 : 1;
    const noise = line.follows === 'customers' ? 0.93 + 0.14 * seededRandom(seed, `cost/${day}/${line.accountId}/${line.region}/${line.usageType}`)() : 1;
    return line.usd * growth * week * noise;
  }

  return {
    between(from, to) {
      const lines: CostLine[] = [];
      for (let day = Math.floor(from.getTime() / dayMs); day * dayMs < to.getTime(); day += 1) {
        const date = new Date(day * dayMs).toISOString().slice(0, 10);
        const elapsed = Math.min(1, (to.getTime() - day * dayMs) / dayMs);
        for (const { follows, ...line } of usual) {
          const usd = usualCost({ follows, ...line }, day) * elapsed;
          if (usd > 0) lines.push({ ...line, date, usd: rounded(usd) });
        }
        for (const story of truth()) {
          const hoursOfDay = overlapMs(story, { fromMs: day * dayMs, toMs: Math.min((day + 1) * dayMs, to.getTime()) }) / 3_600_000;
          if (story.dailyUsd > 0 && hoursOfDay > 0) lines.push({ date, accountId: story.accountId, region: story.region, service: compute, usageType: `${usagePrefix(story.region)}${story.usageType ?? 'BoxUsage'}`, usd: rounded((story.dailyUsd * hoursOfDay) / 24) });
        }
      }
      return lines;
    },
  };
}

function usualDay(account: SimAccount): UsualLine[] {
  const regions = [...account.regions.values()].filter(({ instances }) => instances.length > 0);
  const lines = regions.flatMap((region) => usualDayIn(account, region));
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  // Support and tax are charged once, on the first of the month.
  return [...lines, { accountId: account.id, region: 'global', service: 'AWS Support (Business)', usageType: 'Dollar', usd: total * daysOfMonth * 0.07, follows: 'month-start' }];
}

function usualDayIn(account: SimAccount, region: SimRegion): UsualLine[] {
  const prefix = usagePrefix(region.name);
  const line = (service: string, usageType: string, charge: Pick<UsualLine, 'usd' | 'follows'>): UsualLine => ({ accountId: account.id, region: region.name, service, usageType: `${prefix}${usageType}`, ...charge });
  const running = region.instances.filter(({ State }) => State?.Name === 'running');
  const byType = Map.groupBy(running, ({ InstanceType }) => String(InstanceType));
  const disks = Map.groupBy(region.volumes, ({ VolumeType }) => String(VolumeType));
  const diskPrice: Readonly<Record<string, number>> = { gp2: prices.gp2GbMonth, gp3: prices.gp3GbMonth, io2: prices.io2GbMonth };
  const gigabytes = (list: readonly { Size?: number | undefined }[]) => list.reduce((sum, { Size = 0 }) => sum + Size, 0);
  const snapshotGb = region.snapshots.reduce((sum, { VolumeSize = 0 }) => sum + VolumeSize * 0.15, 0);
  const unused = region.addresses.filter(({ AssociationId }) => AssociationId === undefined).length;
  const buckets = [...account.buckets.values()].filter((bucket) => bucket.region === region.name);
  const storedGb = buckets.reduce((sum, { objects }) => sum + objects.size * 9, 0);
  const apps = new Set(region.securityGroups.flatMap(({ GroupName = '' }) => (GroupName.endsWith('-front') ? GroupName : [])));
  return [
    ...[...byType].map(([type, instances]) => line(compute, `BoxUsage:${type}`, { usd: instances.length * 24 * instanceHourlyUsd(type), follows: 'customers' })),
    ...[...disks].map(([type, volumes]) => line(other, `EBS:VolumeUsage.${type}`, { usd: (gigabytes(volumes) * (diskPrice[type] ?? prices.gp3GbMonth)) / daysOfMonth, follows: 'nothing' })),
    line(other, 'EBS:SnapshotUsage', { usd: (snapshotGb * prices.snapshotGbMonth) / daysOfMonth, follows: 'nothing' }),
    line(other, 'NatGateway-Hours', { usd: region.natGateways.length * 24 * prices.natHour, follows: 'nothing' }),
    line(other, 'NatGateway-Bytes', { usd: running.length * 6 * prices.natGb, follows: 'customers' }),
    line('Amazon Virtual Private Cloud', 'PublicIPv4:IdleAddress', { usd: unused * 24 * prices.addressHour, follows: 'nothing' }),
    line('Amazon Virtual Private Cloud', 'PublicIPv4:InUseAddress', { usd: (region.addresses.length - unused) * 24 * prices.addressHour, follows: 'nothing' }),
    line('AWS Data Transfer', 'DataTransfer-Out-Bytes', { usd: running.length * 4 * prices.transferGb, follows: 'customers' }),
    line('Amazon Elastic Load Balancing', 'LoadBalancerUsage', { usd: apps.size * 24 * prices.loadBalancerHour, follows: 'nothing' }),
    line('Amazon Simple Storage Service', 'TimedStorage-ByteHrs', { usd: (storedGb * prices.storageGbMonth) / daysOfMonth, follows: 'nothing' }),
    line('Amazon Simple Storage Service', 'Requests-Tier1', { usd: buckets.length * 40 * prices.requestsPerThousand, follows: 'customers' }),
    line('AWS Key Management Service', 'KMS-Keys', { usd: (apps.size * prices.keyMonth) / daysOfMonth, follows: 'nothing' }),
    line('AWS Secrets Manager', 'Secrets', { usd: (apps.size * prices.secretMonth) / daysOfMonth, follows: 'nothing' }),
  ].filter(({ usd }) => usd > 0);
}

function overlapMs({ startsAt, resolvedAt }: StoryTruth, { fromMs, toMs }: { fromMs: number; toMs: number }): number {
  return Math.max(0, Math.min(toMs, Date.parse(resolvedAt)) - Math.max(fromMs, Date.parse(startsAt)));
}

function rounded(usd: number): number {
  return Math.round(usd * 10_000) / 10_000;
}
