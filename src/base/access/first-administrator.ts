import { AppError, isAppError } from '../../core/app-error.ts';
import type { Store } from '../store/store.ts';
import { addUser } from './add-user.ts';
import { makePassword } from './make-password.ts';
import { checkPassword } from './password-rules.ts';
import { users } from './tables.ts';

export interface FirstRun {
  readonly username: string;
  /** Shown once and kept nowhere. */
  readonly password: string;
}

const administrator = { username: 'admin', name: 'Administrator' };

/** Makes `admin` when there is no user yet. Tells the password only when it was made up here, by this process. */
export async function makeFirstAdministrator(store: Store, { password, at }: { password: string | undefined; at: Date }): Promise<FirstRun | undefined> {
  const some = await store.db.select({ id: users.id }).from(users).limit(1);
  if (some.length > 0) return undefined;
  if (password !== undefined) checkSetting(password);
  const firstRun = { username: administrator.username, password: password ?? makePassword() };
  const made = await addUser(store, { ...administrator, password: firstRun.password, role: 'admin' }, at);
  return made && password === undefined ? firstRun : undefined;
}

function checkSetting(password: string): void {
  try {
    checkPassword(password, administrator);
  } catch (error) {
    if (!isAppError(error, 'bad-request')) throw error;
    throw new AppError('bad-config', `access.adminPassword: ${error.message}`, { hint: 'Set another WATCHKEEPER_ADMIN_PASSWORD, or none to have one made and shown', cause: error });
  }
}
