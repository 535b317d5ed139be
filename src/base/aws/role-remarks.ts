import type { Account } from '../../core/account.ts';
import type { Clock } from '../../core/clock.ts';

export type RoleRemark = 'no-source-identity' | 'shorter-session';

/** What had to be left out to take on an account's roles: told to people, and asked for again after a while. */
export interface RoleRemarks {
  add(account: Account, what: RoleRemark, sentence: string): void;
  has(account: Account, what: RoleRemark): boolean;
  drop(account: Account, what?: RoleRemark): void;
  of(account: Account): string[];
}

/** Somebody may have mended it in the meantime. */
const keptMs = 3_600_000;

export function openRoleRemarks(clock: Clock): RoleRemarks {
  const remarks = new Map<string, Map<RoleRemark, { sentence: string; at: number }>>();
  const keyOf = ({ accountId, credential }: Account) => JSON.stringify([accountId, credential]);
  return {
    add(account, what, sentence) {
      const known = remarks.get(keyOf(account)) ?? new Map<RoleRemark, { sentence: string; at: number }>();
      remarks.set(keyOf(account), known.set(what, { sentence, at: clock().getTime() }));
    },
    has(account, what) {
      const known = remarks.get(keyOf(account))?.get(what);
      return known !== undefined && clock().getTime() - known.at < keptMs;
    },
    drop(account, what) {
      if (what === undefined) remarks.delete(keyOf(account));
      else remarks.get(keyOf(account))?.delete(what);
    },
    of: (account) => [...(remarks.get(keyOf(account))?.values() ?? [])].map(({ sentence }) => sentence),
  };
}
