import type { Activity } from '../../../core/activity.ts';
import { principalKey } from '../judge-activity.ts';
import { storable } from './combinations.ts';
import { newHabits, type Habits } from './habits.ts';

/** The habits that are held in memory: whoever was not met for long leaves, and is read again when he comes back. */
export interface KnownHabits {
  /** Of who called. */
  of(activity: Activity): Habits;
  ofAccount(accountId: string): Habits;
  /** Until what is held has so many values at most. */
  trim(most: number, mayLeave: (habits: Habits) => boolean): void;
}

export function openKnownHabits(): KnownHabits {
  const accounts = new Map<string, { readonly own: Habits; readonly principals: Map<string, Habits> }>();

  const placeOf = (accountId: string) => {
    const known = accounts.get(accountId);
    if (known) return known;
    const place = { own: newHabits({ key: `account ${accountId}`, accountId, principal: null, peers: null }), principals: new Map<string, Habits>() };
    accounts.set(accountId, place);
    return place;
  };

  return {
    ofAccount: (accountId) => placeOf(accountId).own,
    of(activity) {
      const { principals } = placeOf(activity.accountId);
      const entity = entityOf(activity);
      const known = principals.get(entity);
      if (known) return known;
      const { accountId, principal } = activity;
      // Whoever has the same permission set, or is of the same type.
      const peers = `${accountId} ${entity.includes(reserved) ? (principal.sessionIssuerArn ?? '') : principal.type}`;
      const habits = newHabits({ key: `${accountId} ${storable(entity, longestKey)}`, accountId, principal: principalKey(activity), peers });
      principals.set(entity, habits);
      return habits;
    },
    trim(most, mayLeave) {
      const held = [...accounts.values()].flatMap(({ principals }) => [...principals].map(([entity, habits]) => ({ principals, entity, habits, size: sizeOf(habits) })));
      let size = held.reduce((sum, one) => sum + one.size, 0);
      if (size <= most) return;
      for (const one of held.sort((a, b) => a.habits.metIn - b.habits.metIn)) {
        if (size <= most * 0.8) return;
        if (!mayLeave(one.habits)) continue;
        one.principals.delete(one.entity);
        size -= one.size;
      }
    },
  };
}

const longestKey = 2_000;
const reserved = ':role/aws-reserved/sso.amazonaws.com/';

/** Who has habits: all sessions of a role together, but each person of IAM Identity Center alone, and strangers by their account. */
function entityOf(activity: Activity): string {
  const { sessionIssuerArn, arn, name, type, accountId } = activity.principal;
  if (sessionIssuerArn !== null) return sessionIssuerArn.includes(reserved) ? `${sessionIssuerArn} ${name.slice(name.indexOf('/') + 1)}` : sessionIssuerArn;
  if (arn !== null) return arn.includes(':assumed-role/') ? arn.slice(0, arn.lastIndexOf('/')) : arn;
  return type === 'account' && accountId !== null ? `account ${accountId}` : name;
}

/** The person of IAM Identity Center whose habits they are. */
export function personOf({ key }: Pick<Habits, 'key'>): string | null {
  return key.includes(reserved) ? key.slice(key.lastIndexOf(' ') + 1) : null;
}

/** One value counts one. */
function sizeOf({ values }: Habits): number {
  return 4 + values.api.size + values.region.size + values.network.size + values.agent.size + values.hour.size;
}
