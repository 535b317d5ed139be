import type { MiddlewareHandler } from 'hono';
import type { Access } from '../../base/access/open-access.ts';
import type { Config } from '../../base/config/config-schema.ts';
import { AppError } from '../../core/app-error.ts';
import type { ServerEnv } from './server-env.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Establishes who asks. Who may do what is for `requireRole` and `requireReach`. */
export function identifyCaller({ access, config }: { access: Access; config: Config }): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const { headers } = context.req.raw;
    const authentication = await access.authenticate(headers, context.get('address'));
    context.set('authentication', authentication);
    // What a browser adds by itself, a page of another site can have it send; a bearer token it cannot.
    const isBrowsers = authentication.status === 'unknown' || authentication.caller.by === 'session';
    if (isBrowsers && !safeMethods.has(context.req.method) && isFromElsewhere(headers, config.server.publicUrl)) {
      throw new AppError('forbidden', 'Another site sent this request', { hint: 'Do it on the pages of Watchkeeper itself' });
    }
    await next();
  };
}

/** Browsers say it in one header or the other; a program that says nothing is not one. */
function isFromElsewhere(headers: Headers, publicUrl: string | undefined): boolean {
  if (['cross-site', 'same-site'].includes(headers.get('sec-fetch-site') ?? '')) return true;
  const origin = headers.get('origin');
  if (origin === null) return false;
  const own = [headers.get('host'), publicUrl === undefined ? null : new URL(publicUrl).host];
  return !URL.canParse(origin) || !own.includes(new URL(origin).host);
}
