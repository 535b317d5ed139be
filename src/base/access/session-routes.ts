import { AppError } from '../../core/app-error.ts';
import { hasRole } from '../../core/role.ts';
import { route, type Caller, type Route } from '../../core/route.ts';
import { actorOf } from './actor-of.ts';
import { endTokenContract, issueTokenContract, listSessionsContract, refreshTokenContract, revokeSessionContract } from './contract.ts';
import { knownCaller } from './known-caller.ts';
import type { Access } from './open-access.ts';

/** Logins of browsers and programs, and their end. */
export function sessionRoutes({ access }: { access: Access }): Route[] {
  const { audit, tokens, sessions } = access;
  return [
    route(issueTokenContract, async ({ body, headers, address }) => {
      const proof = await access.proveIdentity(body, address);
      if (proof.status === 'needs-code') return { needsCode: true, tokens: null };
      const { user } = proof;
      const issued = await tokens.issue(user, { address, userAgent: headers.get('user-agent') ?? '' });
      await audit.add([{ actor: { kind: 'user', id: user.id, name: user.username }, action: 'login.succeeded', subject: { kind: 'user', id: user.id }, detail: { by: 'password', for: 'a program' }, address }]);
      return { needsCode: false, tokens: issued };
    }),
    route(refreshTokenContract, ({ body, address }) => tokens.refresh(body.refreshToken, address)),
    route(endTokenContract, async ({ body, address }) => {
      const ended = await tokens.logout(body.refreshToken);
      if (ended) await audit.add([{ actor: { kind: 'user', id: ended.userId, name: 'its holder' }, action: 'logout', subject: { kind: 'login', id: ended.familyId }, address }]);
      return null;
    }),
    route(listSessionsContract, async ({ query, caller }) => {
      const known = knownCaller(caller);
      const listed = await sessions.list(ownOrAll(known, query.of));
      return { sessions: listed.map((one) => ({ ...one, isCurrent: one.id === known.credentialId })) };
    }),
    route(revokeSessionContract, async ({ params, caller, address }) => {
      const known = knownCaller(caller);
      const ended = await sessions.revoke(params.id, managesAll(known) ? {} : { userId: known.id });
      await audit.add([{ actor: actorOf(caller), action: 'session.revoked', subject: { kind: 'user', id: ended.userId }, detail: { username: ended.username, session: params.id, kind: ended.kind }, address }]);
      return null;
    }),
  ];
}

/** Users are of no account: only who may know of every account manages those of others. */
export function managesAll(caller: Caller): boolean {
  return hasRole(caller.role, 'admin') && caller.accounts === 'all';
}

export function ownOrAll(caller: Caller, of: 'me' | 'everybody'): { userId?: string } {
  if (of === 'me') return { userId: caller.id };
  if (managesAll(caller)) return {};
  throw new AppError('forbidden', 'Those of everybody are for administrators of all accounts', { hint: 'Ask for your own' });
}
