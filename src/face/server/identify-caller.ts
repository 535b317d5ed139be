import type { MiddlewareHandler } from 'hono';
import type { Access } from '../../base/access/open-access.ts';
import { AppError } from '../../core/app-error.ts';
import type { ServerEnv } from './server-env.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Establishes who asks. Who may do what is for `requireRole`. */
export function identifyCaller({ access }: { access: Access }): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const authentication = await access.authenticate(context.req.raw.headers, context.get('address'));
    context.set('authentication', authentication);
    const isOtherSite = ['cross-site', 'same-site'].includes(context.req.header('sec-fetch-site') ?? '');
    if (isOtherSite && !safeMethods.has(context.req.method) && !(authentication.status === 'known' && authentication.caller.by !== 'session')) {
      throw new AppError('forbidden', 'Another site sent this request', { hint: 'Do it on the pages of Watchkeeper itself' });
    }
    await next();
  };
}
