import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

/** Begins the session of a user whose identity was proven by us, with the cookies that better-auth reads. It is called and not served. */
export const startSession = {
  id: 'start-session',
  endpoints: {
    startSession: createAuthEndpoint.serverOnly({ method: 'POST', body: z.object({ userId: z.string() }) }, async (context) => {
      const user = await context.context.internalAdapter.findUserById(context.body.userId);
      if (!user) throw new Error('The user was removed while logging in');
      const session = await context.context.internalAdapter.createSession(user.id);
      await setSessionCookie(context, { session, user });
      return { sessionId: session.id };
    }),
  },
} satisfies BetterAuthPlugin;
