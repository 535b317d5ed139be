import type { MiddlewareHandler } from 'hono';
import { AppError } from '../../core/app-error.ts';
import { hasRole, type Role } from '../../core/role.ts';
import type { ServerEnv } from './server-env.ts';

/** Lets pass who is known and has at least that role. */
export function requireRole(role: Role): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const authentication = context.get('authentication');
    if (authentication.status === 'unknown') throw notKnown(authentication.because);
    const { caller } = authentication;
    if (!hasRole(caller.role, role)) {
      throw new AppError('forbidden', `This needs the role ${role}; ${caller.username} has the role ${caller.role}`, { hint: 'An administrator can change the role' });
    }
    await next();
  };
}

function notKnown(because: 'nothing-given' | 'session-expired' | 'wrong-token'): AppError {
  switch (because) {
    case 'nothing-given':
      return new AppError('unauthenticated', 'Log in first', { hint: 'In a browser open /login; a program sends Authorization: Bearer with a token' });
    case 'session-expired':
      return new AppError('session-expired', 'The session has ended', { hint: 'Log in again' });
    case 'wrong-token':
      return new AppError('unauthenticated', 'The bearer token is not known here', { hint: 'Compare it with WATCHKEEPER_ADMIN_TOKEN of the server' });
  }
}
