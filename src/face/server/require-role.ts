import type { MiddlewareHandler } from 'hono';
import type { Authentication } from '../../base/access/authenticate.ts';
import { AppError } from '../../core/app-error.ts';
import type { Contract } from '../../core/contract.ts';
import { hasRole, type Role } from '../../core/role.ts';
import type { ServerEnv } from './server-env.ts';

/** Lets pass who is known, has at least that role, and has the second factor that the role asks for. */
export function requireRole(role: Role, { isForEnrolment }: Pick<Contract, 'isForEnrolment'> = {}): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const authentication = context.get('authentication');
    if (authentication.status === 'unknown') throw notKnown(authentication.because);
    const { caller } = authentication;
    if (!hasRole(caller.role, role)) {
      throw new AppError('forbidden', `This needs the role ${role}; ${caller.username} has the role ${caller.role}`, { hint: 'An administrator can change the role' });
    }
    if (caller.mustEnrol && !isForEnrolment) {
      throw new AppError('second-factor-needed', `The role ${caller.role} needs a second factor, and ${caller.username} has none yet`, { hint: 'Set one up: POST /api/session/second-factor, or on your own page' });
    }
    await next();
  };
}

type Unknown = Extract<Authentication, { status: 'unknown' }>;

function notKnown(because: Unknown['because']): AppError {
  switch (because) {
    case 'nothing-given':
      return new AppError('unauthenticated', 'Log in first', { hint: 'In a browser open /login; a program sends Authorization: Bearer with a token' });
    case 'session-expired':
      return new AppError('session-expired', 'The session has ended', { hint: 'Log in again' });
    case 'wrong-token':
      return new AppError('unauthenticated', 'The bearer token is not known here', { hint: 'Send a key that was not revoked, an access token, or the WATCHKEEPER_ADMIN_TOKEN of the server' });
    case 'key-expired':
      return new AppError('session-expired', 'The key has expired', { hint: 'Make another one' });
    case 'token-expired':
      return new AppError('session-expired', 'The access token has expired', { hint: 'Change the refresh token for a new one: POST /api/token/refresh' });
  }
}
