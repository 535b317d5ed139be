import type { MiddlewareHandler } from 'hono';
import { AppError } from '../../core/app-error.ts';
import type { ServerEnv } from './server-env.ts';

/** Lets pass who may know of every AWS account. Goes after `requireRole`. */
export function requireReach(): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const authentication = context.get('authentication');
    const isLimited = authentication.status !== 'known' || authentication.caller.accounts !== 'all';
    if (isLimited) throw new AppError('forbidden', 'This is for those who are not limited to some AWS accounts', { hint: 'An administrator can change to which accounts a user or a key is limited' });
    await next();
  };
}
