import type { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import { AnswerWithHeaders, route, type Caller, type Route } from '../../core/route.ts';
import { actorOf } from './actor-of.ts';
import { changePasswordContract, createUserContract, deleteUserContract, getSessionContract, listUsersContract, loginContract, logoutContract, resetSecondFactorContract, updateUserContract, type productSchema } from './contract.ts';
import { secondFactorRoutes } from './factor/routes.ts';
import { keyRoutes } from './key-routes.ts';
import { knownCaller, personOf } from './known-caller.ts';
import type { Access } from './open-access.ts';
import { sessionRoutes } from './session-routes.ts';
import type { SingleSignOn } from './sso/open-single-sign-on.ts';
import { singleSignOnRoutes } from './sso/routes.ts';

export interface AccessRouteDeps {
  readonly access: Access;
  readonly product: z.input<typeof productSchema>;
  readonly singleSignOn?: SingleSignOn | undefined;
}

export function accessRoutes({ access, product, singleSignOn }: AccessRouteDeps): Route[] {
  const { audit, users } = access;
  const sessionOf = (caller: Caller) => ({ user: caller, product, mustEnrol: caller.mustEnrol === true });
  return [
    route(loginContract, async ({ body, headers, address }) => {
      const started = await access.login(body, { headers, address });
      if (!started) return { needsCode: true, session: null };
      return new AnswerWithHeaders({ needsCode: false, session: sessionOf(started.caller) }, cookieHeaders(started.cookies));
    }),
    route(getSessionContract, async ({ caller }) => ({ session: caller ? sessionOf(caller) : null, singleSignOn: singleSignOn?.title ?? null })),
    route(logoutContract, async ({ headers, caller, address }) => {
      const { cookies } = await access.logout(headers);
      if (caller?.by === 'session') await audit.add([{ actor: actorOf(caller), action: 'logout', subject: { kind: 'user', id: caller.id }, address }]);
      return new AnswerWithHeaders(null, cookieHeaders(cookies));
    }),
    route(changePasswordContract, async ({ body, headers, address, caller }) => {
      const { cookies } = await access.changePassword(body, { headers, address, person: personOf(caller) });
      return new AnswerWithHeaders(null, cookieHeaders(cookies));
    }),
    route(listUsersContract, async () => ({ users: await users.list() })),
    route(createUserContract, async ({ body: { username, name = username, ...rest }, caller, address }) => {
      const made = await users.create({ username, name, ...rest });
      await audit.add([{ actor: actorOf(caller), action: 'user.created', subject: { kind: 'user', id: made.id }, detail: { username: made.username, role: made.role, accounts: made.accounts }, address }]);
      return made;
    }),
    route(updateUserContract, async ({ params, body: { password, ...body }, caller, address }) => {
      const before = await users.find(params.id);
      const after = await users.change(params.id, { ...body, password });
      await audit.add([{ actor: actorOf(caller), action: 'user.changed', subject: { kind: 'user', id: params.id }, detail: { username: after.username, ...changesBetween(before, after), ...(password === undefined ? {} : { password: 'set anew' }) }, address }]);
      return after;
    }),
    route(deleteUserContract, async ({ params, caller, address }) => {
      if (knownCaller(caller).id === params.id) throw new AppError('conflict', 'This is your own user', { hint: 'Another administrator can remove it' });
      const { username } = await users.remove(params.id);
      await audit.add([{ actor: actorOf(caller), action: 'user.removed', subject: { kind: 'user', id: params.id }, detail: { username }, address }]);
      return null;
    }),
    route(resetSecondFactorContract, async ({ params, caller, address }) => {
      const { id, username } = await users.find(params.id);
      await access.factors.turnOff(id);
      await access.endLoginsOf(id);
      await audit.add([{ actor: actorOf(caller), action: 'second-factor.reset', subject: { kind: 'user', id }, detail: { username }, address }]);
      return null;
    }),
    ...sessionRoutes({ access }),
    ...keyRoutes({ access }),
    ...secondFactorRoutes({ access }),
    ...singleSignOnRoutes({ access, singleSignOn }),
  ];
}

export function cookieHeaders(cookies: readonly string[]): [string, string][] {
  return cookies.map((cookie) => ['set-cookie', cookie]);
}

function changesBetween(before: object, after: object): Record<string, unknown> {
  const known = new Map<string, unknown>(Object.entries(before));
  const now = new Map<string, unknown>(Object.entries(after));
  const changed = [...now].filter(([name, value]) => JSON.stringify(known.get(name)) !== JSON.stringify(value));
  return Object.fromEntries(changed.map(([name]) => [name, { from: known.get(name), to: now.get(name) }]));
}
