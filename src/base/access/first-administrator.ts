import type { Store } from '../store/store.ts';
import { addUser } from './add-user.ts';
import { makePassword } from './make-password.ts';
import { users } from './tables.ts';

export interface FirstRun {
  readonly username: string;
  /** Shown once and kept nowhere. */
  readonly password: string;
}

/** Makes `admin` when there is no user yet. Tells the password only when it was made up here, by this process. */
export async function makeFirstAdministrator(store: Store, { password, at }: { password: string | undefined; at: Date }): Promise<FirstRun | undefined> {
  const some = await store.db.select({ id: users.id }).from(users).limit(1);
  if (some.length > 0) return undefined;
  const firstRun = { username: 'admin', password: password ?? makePassword() };
  const made = await addUser(store, { ...firstRun, name: 'Administrator', role: 'admin' }, at);
  return made && password === undefined ? firstRun : undefined;
}
