import { isIP } from 'node:net';
import type { Activity } from '../../../core/activity.ts';

export type Dimension = 'api' | 'region' | 'network' | 'agent' | 'day';
export type Combination = readonly [dimension: Dimension, value: string];

const longestValue = 200;

/** What an event pairs its principal with. */
export function combinationsOf(activity: Activity): Combination[] {
  return [
    ['day', activity.at.slice(0, 10)],
    ['api', `${activity.service}:${activity.action}`.slice(0, longestValue)],
    ['region', activity.region.slice(0, longestValue)],
    ['network', networkOf(activity.sourceAddress)],
    ['agent', agentFamily(activity.userAgent)],
  ];
}

/** The same of its account. */
export function accountCombinationsOf(combinations: readonly Combination[]): Combination[] {
  return combinations.filter(([dimension]) => dimension === 'day' || dimension === 'api' || dimension === 'region');
}

/** The /24 or /48 of an address, or the name that AWS gives instead. */
export function networkOf(address: string | null): string {
  if (address === null || address === '') return 'none';
  const kind = isIP(address);
  if (kind === 4) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  if (kind !== 6) return address.slice(0, longestValue);
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  return `${groups.slice(0, 3).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/48`;
}

/** The program without its version. */
export function agentFamily(userAgent: string | null): string {
  if (userAgent === null || userAgent === '') return 'none';
  const inner = /^\[(.*)\]$/.exec(userAgent)?.[1] ?? userAgent;
  if (/\bTerraform\//i.test(inner)) return 'Terraform';
  if (/\baws-cli\//.test(inner)) return 'aws-cli';
  if (inner.startsWith('Mozilla/')) return 'browser';
  return (/^[^\s/]+/.exec(inner)?.[0] ?? inner).slice(0, 80);
}
