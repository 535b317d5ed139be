import type { Instance } from '@aws-sdk/client-ec2';
import { customerHours } from '../activity/rhythm.ts';
import { seededRandom } from '../seeded-random.ts';
import type { MetricPoint, SimAccount, WorldMetrics } from '../world.ts';

const stepMs = 5 * 60_000;
const mostPoints = 30_000;

/** Each metric between doing nothing and doing all it can; `Percent` never passes a hundred. */
const shapes: Readonly<Record<string, { idle: number; full: number }>> = {
  CPUUtilization: { idle: 1.2, full: 95 },
  NetworkIn: { idle: 40_000, full: 90_000_000 },
  NetworkOut: { idle: 30_000, full: 120_000_000 },
  DiskReadOps: { idle: 2, full: 1_500 },
  DiskWriteOps: { idle: 12, full: 4_000 },
  StatusCheckFailed: { idle: 0, full: 0 },
};

export const metricNames = Object.keys(shapes);

/** Metrics of instances every five minutes, as a function of the time: nothing is stored. A stopped or unknown one has none. */
export function openMetrics({ seed, accounts }: { seed: number; accounts: ReadonlyMap<string, SimAccount> }): WorldMetrics {
  return {
    series(resourceId, metric, { from, to }) {
      const shape = shapes[metric];
      const instance = findInstance(accounts, resourceId);
      if (!shape || instance?.State?.Name !== 'running') return [];
      const load = loadOf(seed, instance);
      const points: MetricPoint[] = [];
      const since = Math.max(from.getTime(), instance.LaunchTime?.getTime() ?? 0);
      for (let step = Math.ceil(since / stepMs); step * stepMs < to.getTime() && points.length < mostPoints; step += 1) {
        const noise = 0.85 + 0.3 * seededRandom(seed, `metric/${resourceId}/${metric}/${step}`)();
        const value = Math.min(shape.full, shape.idle + (shape.full - shape.idle) * load(step * 5) * noise);
        points.push({ at: new Date(step * stepMs).toISOString(), value: Math.round(value * 100) / 100 });
      }
      return points;
    },
  };
}

/** How much of itself an instance uses at a minute: servers follow their customers, the forgotten do next to nothing, miners all they can. */
function loadOf(seed: number, instance: Instance): (minute: number) => number {
  const name = instance.Tags?.find(({ Key }) => Key === 'Name')?.Value ?? '';
  if (name.startsWith('load-test-')) return () => 0.004;
  if (/^(p\d|g\d)/.test(instance.InstanceType ?? '')) return () => 0.99;
  const level = 0.12 + 0.5 * seededRandom(seed, `load/${instance.InstanceId ?? ''}`)();
  return (minute) => level * customerHours(minute);
}

function findInstance(accounts: ReadonlyMap<string, SimAccount>, id: string): Instance | undefined {
  for (const account of accounts.values()) {
    for (const region of account.regions.values()) {
      const found = region.instances.find(({ InstanceId }) => InstanceId === id);
      if (found) return found;
    }
  }
  return undefined;
}
