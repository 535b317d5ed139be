import type { FindingDraft } from '../../../core/finding.ts';
import type { Activity } from '../../../core/activity.ts';
import { principalKey, usualRemedy } from '../judge-activity.ts';
import { newHabits, type Habits } from './habits.ts';
import type { News, Unusual } from './weigh-unusual.ts';

/** At these points an event raises a finding by itself. */
export const mediumPoints = 4;
const highPoints = 6;

export interface Peers {
  /** Of how many others the habits are known. */
  readonly all: number;
  /** How many of them know a value. */
  knowing(news: News): number;
}

/** Of the lines of each. */
export function peersOf(lines: readonly string[]): Peers {
  const peers = lines.map((own) => {
    const habits: Habits = newHabits({ key: '', accountId: '', principal: '', peers: null });
    habits.merge(own);
    return habits;
  });
  return { all: peers.length, knowing: ({ dimension, value }) => peers.filter(({ values }) => values[dimension].has(value)).length };
}

/** What is ordinary among its peers says less. */
export function pointsAmong(peers: Peers, { news, points }: Unusual): number {
  return news.reduce((left, one) => (peers.all === 0 ? left : left - one.points * (peers.knowing(one) / peers.all)), points);
}

export interface UnusualEvent {
  readonly activity: Activity;
  readonly raw: Record<string, unknown>;
  readonly unusual: Unusual;
  readonly points: number;
  readonly peers: Peers;
  readonly isSimulated: boolean;
}

export function draftUnusual({ activity, raw, unusual, points, peers, isSimulated }: UnusualEvent): FindingDraft {
  const principal = principalKey(activity);
  const others = unusual.others.length === 0 ? [] : [`on the same day ${few(unusual.others)}, which nobody in the account had called before`];
  const said = [...unusual.news.map((one) => `${wordsOf(one)}${peerWords(one, peers)}`), ...others].join('; ');
  const since = unusual.knownDays === null ? 'It is new itself, and new in the whole account is' : `New for it after ${unusual.knownDays} days:`;
  return {
    fingerprint: ['detector', 'behaviour', activity.accountId, principal, activity.at.slice(0, 10)].join('|'),
    producer: { kind: 'detector', id: 'behaviour/unusual' },
    severity: points >= highPoints ? 'high' : 'medium',
    title: unusual.knownDays === null ? 'A new principal does what nobody in the account did' : 'A principal does what it never did',
    summary: `${activity.principal.name} called ${activity.service}:${activity.action} in ${activity.region}. ${since} ${said}.`,
    why: 'Stolen credentials are used from other places, by other programs and for other things than their owner uses them for.',
    remedy: usualRemedy,
    accountId: activity.accountId,
    region: activity.region,
    isSimulated,
    principal,
    resource: activity.resources[0]?.arn ?? null,
    tags: ['attack.t1078.004'],
    firstSeenAt: activity.at,
    lastSeenAt: activity.at,
    evidence: [{ kind: 'activity', activity, raw }],
  };
}

/** What is unusual, without what its peers have to do with it. */
export function wordsOf({ dimension, value, lastSeenDaysAgo, isNewInAccount }: News): string {
  const ago = lastSeenDaysAgo === null ? '' : `, last seen ${lastSeenDaysAgo} days ago`;
  return `${named(dimension, value)}${isNewInAccount ? ', new in the whole account' : ''}${ago}`;
}

function few(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}

function peerWords(news: News, peers: Peers): string {
  if (news.isNewInAccount || news.dimension === 'hour') return '';
  if (peers.all === 0) return ' (it has no peers)';
  const same = peers.knowing(news);
  return same === 0 ? ` (none of its ${peers.all} peers either)` : ` (${same} of its ${peers.all} peers did)`;
}

function named(dimension: News['dimension'], value: string): string {
  switch (dimension) {
    case 'api':
      return `the call ${value}`;
    case 'region':
      return `the region ${value}`;
    case 'network':
      return `the network ${value}`;
    case 'agent':
      return `the program ${value}`;
    case 'hour':
      return `the hour from ${value.padStart(2, '0')}:00 UTC`;
  }
}
