import type { Db } from '../store/store.ts';
import type { auditActorKinds } from './contract.ts';

export interface AuditActor {
  readonly kind: (typeof auditActorKinds)[number];
  readonly id: string;
  readonly name: string;
}

/** One thing that somebody or something did. Never holds a secret. */
export interface AuditEntry {
  readonly actor: AuditActor;
  /** What was done, as `credential.used`, `user.created`, `account.connected`, `login.failed`. */
  readonly action: string;
  readonly subject: {
    readonly kind: string;
    readonly id: string;
    /** The 12 digits, when it is about one AWS account. */
    readonly accountId?: string | null;
  };
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The network address it was done from. */
  readonly address: string | null;
}

/** The log of what was done: only ever added to, each entry holding the one before it by its hash. */
export interface Audit {
  /** Within `db` where it is given: then what was done and its entry are stored together, or neither. Add last in a transaction: others wait for its end. */
  add(entries: readonly AuditEntry[], db?: Db): Promise<void>;
}
