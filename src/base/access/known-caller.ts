import { AppError } from '../../core/app-error.ts';
import type { Caller } from '../../core/route.ts';

/** The server lets nobody unknown pass to an operation that asks for a role. */
export function knownCaller(caller: Caller | undefined): Caller {
  if (!caller) throw new AppError('unauthenticated', 'Log in first');
  return caller;
}

/** For what belongs to a person: a key must not make others, and the administrator token is nobody. */
export function personOf(caller: Caller | undefined): Caller {
  const known = knownCaller(caller);
  if (known.by === 'session' || known.by === 'jwt') return known;
  throw new AppError('forbidden', `This belongs to a user; ${known.by === 'key' ? 'a key' : 'the administrator token'} has none of it`, { hint: 'Log in with a username and a password' });
}
