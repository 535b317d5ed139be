import type { Db } from '../store/store.ts';
import type { keyringKinds } from './contract.ts';

/** Where a secret belongs. It opens nowhere else: moved to another owner, account, field or version it is refused. */
export interface SecretPlace {
  /** What it is a secret of, such as `user/<id>` or `credential/<id>`. */
  readonly owner: string;
  readonly field: string;
  readonly accountId?: string | null;
  readonly version?: number;
}

/** Secrets sealed before they reach any table. */
export interface Vault {
  /** A text to keep in any table. Within `db` where it is given. */
  sealField(secret: SecretPlace & { readonly value: string }, db?: Db): Promise<string>;
  /** The value, given the very place that it was sealed for. */
  unsealField(secret: SecretPlace & { readonly sealed: string }): Promise<string>;
  /** Makes sealed texts unreadable for ever, wherever copies of them are. */
  forget(sealed: readonly string[], db?: Db): Promise<void>;
  /** Seals every data key anew with a keyring, or with its newest key, while all of them stay readable. */
  rewrap(order: RewrapOrder): Promise<RewrapResult>;
  status(): Promise<VaultStatus>;
  /** Fails when the keyring does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type KeyringKind = (typeof keyringKinds)[number];

export interface RewrapOrder {
  /** Absent: the keyring that new secrets are sealed with. */
  readonly to?: KeyringKind | undefined;
  /** Makes a new key in the keyring first. */
  readonly newKey?: boolean | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
}

export interface RewrapResult {
  readonly to: string;
  readonly rewrapped: number;
  readonly unchanged: number;
  readonly failed: readonly { readonly owner: string; readonly field: string; readonly because: string }[];
}

export interface VaultStatus {
  readonly keyring: KeyringKind;
  /** What new secrets are sealed with; null while the keyring cannot be asked. */
  readonly key: string | null;
  readonly secrets: number;
  readonly byKey: readonly { readonly keyring: KeyringKind; readonly key: string; readonly secrets: number; /** By the settings: without them it cannot be opened. */ readonly isNamed: boolean }[];
  readonly trouble: string | null;
}
