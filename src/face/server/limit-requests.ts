import type { MiddlewareHandler } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../core/app-error.ts';
import type { ServerEnv } from './server-env.ts';

/** So many requests a minute per user, or per address of those who are not logged in. */
export function limitRequests({ requestsPerMinute }: { requestsPerMinute: number }): MiddlewareHandler<ServerEnv> {
  const limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: 60 });
  return async (context, next) => {
    const authentication = context.get('authentication');
    const key = authentication.status === 'known' ? `user ${authentication.caller.id}` : `address ${context.get('address')}`;
    try {
      await limiter.consume(key);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const retryAfterSeconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
      throw new AppError('too-many-requests', `More than ${requestsPerMinute} requests came within a minute`, { hint: `Wait ${retryAfterSeconds} seconds and try again`, retryAfterSeconds });
    }
    await next();
  };
}
