import { and, asc, count, eq, gt, ne, or } from 'drizzle-orm';
import { AppError, isAppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import { forEachLimited } from '../../core/for-each-limited.ts';
import type { Store } from '../store/store.ts';
import type { Keyring } from './keyring.ts';
import { vaultDataKeys } from './tables.ts';
import { newestKey } from './vault-status.ts';
import type { KeyringKind, RewrapOrder, RewrapResult } from './vault.ts';

export interface RewrapDeps extends Pick<RewrapOrder, 'signal' | 'onProgress'> {
  readonly store: Store;
  readonly clock: Clock;
  readonly all: ReadonlyMap<KeyringKind, Keyring>;
  readonly target: Keyring;
}

type Row = typeof vaultDataKeys.$inferSelect;
const pageRows = 200;
const atOnce = 8;

/** One row at a time becomes readable with the new key instead of the old: whatever stops it, going on is calling it again. */
export async function rewrapKeys({ store, clock, all, target, signal, onProgress }: RewrapDeps): Promise<RewrapResult> {
  const key = await newestKey(target);
  if (key === null) throw new AppError('vault-unavailable', `The keyring ${target.kind} cannot be asked`, { hint: 'Nothing was changed; try again when it answers' });
  const others = or(ne(vaultDataKeys.keyring, target.kind), ne(vaultDataKeys.keyRef, key));
  const total = await store.db.$count(vaultDataKeys);
  const [{ left } = { left: 0 }] = await store.db.select({ left: count() }).from(vaultDataKeys).where(others);
  const failed: { owner: string; field: string; because: string }[] = [];
  let rewrapped = 0;
  let after = '';

  async function one(row: Row): Promise<void> {
    try {
      const changed = await rewrapRow({ store, clock, all, target }, row);
      rewrapped += changed;
    } catch (error) {
      if (!isAppError(error)) throw error;
      failed.push({ owner: row.owner, field: row.field, because: error.message });
    }
  }

  for (;;) {
    signal?.throwIfAborted();
    const page = await store.db.select().from(vaultDataKeys).where(and(others, gt(vaultDataKeys.id, after))).orderBy(asc(vaultDataKeys.id)).limit(pageRows);
    await forEachLimited(page, atOnce, one);
    onProgress?.(rewrapped + failed.length, left);
    const last = page.at(-1);
    if (!last) return { to: key, rewrapped, unchanged: total - left, failed };
    after = last.id;
  }
}

/** Stored only when it opens again to the same, and only where nobody else has changed the row meanwhile. */
async function rewrapRow({ store, clock, all, target }: Pick<RewrapDeps, 'store' | 'clock' | 'all' | 'target'>, row: Row): Promise<number> {
  const keyring = all.get(row.keyring);
  if (!keyring) throw new AppError('bad-config', `The settings do not name the keyring ${row.keyring}`);
  const context = { dataKey: row.id, owner: row.owner, field: row.field };
  const plain = await keyring.unwrap(row, context);
  const { wrapped, keyRef } = await target.wrap(plain, context);
  if (!(await target.unwrap({ wrapped, keyRef }, context)).equals(plain)) throw new Error('A data key changed on its way to another keyring');
  const changed = await store.db
    .update(vaultDataKeys)
    .set({ keyring: target.kind, keyRef, wrapped, wrappedAt: clock() })
    .where(and(eq(vaultDataKeys.id, row.id), eq(vaultDataKeys.wrapped, row.wrapped)))
    .returning({ id: vaultDataKeys.id });
  return changed.length;
}
