import type { AuditActor } from '../audit/audit.ts';
import type { Audit } from '../audit/audit.ts';
import type { AwsDoorOptions } from '../aws/open-aws-door.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import type { Clock } from '../../core/clock.ts';
import type { RotationTimes } from './rotation-times.ts';
import type { UseLog } from './use-log.ts';

/** What looking after access keys stands on. */
export interface CredentialsRoom {
  readonly store: Store;
  readonly vault: Vault;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly uses: UseLog;
  /** How AWS is reached; with each key by itself, beside the door that everything else goes through. */
  readonly aws: AwsDoorOptions['config'];
  readonly times: RotationTimes;
}

/** Who asks for something to be done with a key, and from where. */
export interface Asking {
  readonly actor: AuditActor;
  readonly address: string | null;
}
