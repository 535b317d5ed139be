import type { Audit } from '../audit/audit.ts';
import type { AwsDoor, AwsUse, CredentialActor } from '../aws/door.ts';
import type { Store } from '../store/store.ts';
import type { AccountScope } from '../../core/account-scope.ts';
import type { Clock } from '../../core/clock.ts';

/** What looking after accounts stands on. */
export interface AccountsRoom {
  readonly store: Store;
  readonly aws: AwsDoor;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'add'>;
  /** Every action that the product declares, by which permissions are judged. */
  readonly declared: readonly string[];
  /** The door leads to a simulated AWS: what is connected through it is marked as such. */
  readonly isSimulated: boolean;
  readonly defaultRegion: string;
}

/** Who asks for something to be done with an account. */
export interface Asking {
  readonly actor: CredentialActor;
  readonly address: string | null;
  /** The accounts that they may know of. */
  readonly scope: AccountScope;
  readonly signal?: AbortSignal;
}

export function awsUseFor({ actor, address, signal }: Omit<Asking, 'scope'>, purpose: string): Omit<AwsUse, 'actions'> {
  return { caller: actor.id, name: actor.name, actor, purpose, ...(address === null ? {} : { address }), ...(signal ? { signal } : {}) };
}
