import type { Activity } from '../../../core/activity.ts';
import type { FindingDraft } from '../../../core/finding.ts';
import { principalKey } from '../judge-activity.ts';
import type { CallHour } from './call-hour.ts';
import type { Api } from './known-apis.ts';
import type { UsualRate } from './usual-rate.ts';

export interface RateEvent {
  readonly activity: Activity;
  readonly raw: Record<string, unknown>;
}

export interface UnusualRate {
  readonly kind: 'calls' | 'errors';
  readonly api: Api;
  readonly callHour: CallHour;
  readonly observed: number;
  readonly rate: UsualRate;
  readonly events: readonly RateEvent[];
  readonly isSimulated: boolean;
}

const hourMs = 3_600_000;

const told = {
  calls: {
    id: 'behaviour/call-rate',
    title: 'An API is called far more often than usual',
    what: 'was called',
    why: 'Scripts that sweep secrets, copy data or break things call one API again and again, far from what the account does at that time of the day.',
    tags: ['attack.t1119'],
  },
  errors: {
    id: 'behaviour/error-rate',
    title: 'An API fails far more often than usual',
    what: 'failed',
    why: 'Whoever tries out what stolen credentials may do is refused again and again; so is a program that has just been broken.',
    tags: ['attack.t1580'],
  },
} as const;

/** Nothing where no event can stand for it. */
export function draftRate({ kind, api, callHour, observed, rate, events, isSimulated }: UnusualRate): FindingDraft[] {
  const [first] = events;
  if (!first) return [];
  const { id, title, what, why, tags } = told[kind];
  const { accountId, region, hour } = callHour;
  const from = new Date(hour * hourMs).toISOString();
  const times = events.map(({ activity }) => activity.at).toSorted();
  const principals = new Set(events.map(({ activity }) => principalKey(activity)));
  const changes = !first.activity.isReadOnly && !api.isSignIn;
  return [
    {
      fingerprint: ['detector', id, accountId, region, api.name, from.slice(0, 10)].join('|'),
      producer: { kind: 'detector', id },
      severity: kind === 'errors' || changes || api.isSecret ? 'medium' : 'low',
      title,
      summary: `${api.name} ${what} about ${observed} times from ${from.slice(11, 16)} to ${clockTime((hour + 1) * hourMs)} UTC on ${from.slice(0, 10)} in ${region} of account ${accountId}. ${usualWords(rate)}`,
      why,
      remedy: 'Look at who called it and from where in that hour; if nobody knows why, revoke their credentials.',
      accountId,
      region,
      isSimulated,
      principal: principals.size === 1 ? principalKey(first.activity) : null,
      resource: null,
      tags: [...tags],
      firstSeenAt: times[0] ?? first.activity.at,
      lastSeenAt: times.at(-1) ?? first.activity.at,
      evidence: events.map(({ activity, raw }) => ({ kind: 'activity', activity, raw })),
    },
  ];
}

function usualWords({ median, most, from, hours, isOfThisTime }: UsualRate): string {
  return `Usual are ${median} in an hour (the median of ${hours} hours${isOfThisTime ? ' at this time of the day' : ''}), at most ${most} in the last four weeks; from ${from} on it is told of.`;
}

function clockTime(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 16);
}
