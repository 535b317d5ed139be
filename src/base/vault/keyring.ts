import type { KeyringKind } from './vault.ts';

/** What a data key belongs to: wrapped for one, it cannot be unwrapped for another. */
export interface WrapContext {
  readonly dataKey: string;
  readonly owner: string;
  readonly field: string;
}

export interface WrappedKey {
  readonly wrapped: string;
  /** The key that wrapped it, its version included. */
  readonly keyRef: string;
}

/** Holds the keys that data keys are wrapped with, here or elsewhere. Fails with `vault-unavailable` when it cannot be asked. */
export interface Keyring {
  readonly kind: KeyringKind;
  wrap(dataKey: Uint8Array, context: WrapContext): Promise<WrappedKey>;
  /** Fails with `vault-damaged` when it is not what was wrapped for this context. */
  unwrap(key: WrappedKey, context: WrapContext): Promise<Buffer>;
  /** A new data key, where the keyring makes them itself. */
  makeDataKey?(context: WrapContext): Promise<WrappedKey & { readonly plain: Buffer }>;
  /** From now on keys are wrapped with a new key; older ones stay readable. */
  makeNewKey(): Promise<void>;
  close(): Promise<void>;
}
