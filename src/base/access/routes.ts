import type { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import { AnswerWithHeaders, route, type Caller, type Route } from '../../core/route.ts';
import {
  changePasswordContract,
  createUserContract,
  deleteUserContract,
  getSessionContract,
  listUsersContract,
  loginContract,
  logoutContract,
  updateUserContract,
  type productSchema,
} from './contract.ts';
import type { Access } from './open-access.ts';

export interface AccessRouteDeps {
  readonly access: Access;
  readonly product: z.input<typeof productSchema>;
}

export function accessRoutes({ access, product }: AccessRouteDeps): Route[] {
  return [
    route(loginContract, async ({ body, headers, address }) => {
      const { user, cookies } = await access.login(body, { headers, address });
      return new AnswerWithHeaders({ user, product }, cookieHeaders(cookies));
    }),
    route(getSessionContract, async ({ caller }) => ({ session: caller ? { user: caller, product } : null })),
    route(logoutContract, async ({ headers }) => new AnswerWithHeaders(null, cookieHeaders((await access.logout(headers)).cookies))),
    route(changePasswordContract, async ({ body, headers, address, caller }) => {
      const { username } = known(caller);
      const { cookies } = await access.changePassword(body, { headers, address, username });
      return new AnswerWithHeaders(null, cookieHeaders(cookies));
    }),
    route(listUsersContract, async () => ({ users: await access.users.list() })),
    route(createUserContract, ({ body: { username, name = username, role, password } }) => access.users.create({ username, name, role, password })),
    route(updateUserContract, ({ params, body }) => access.users.change(params.id, body)),
    route(deleteUserContract, async ({ params, caller }) => {
      if (known(caller).id === params.id) throw new AppError('conflict', 'This is your own user', { hint: 'Another administrator can remove it' });
      await access.users.remove(params.id);
      return null;
    }),
  ];
}

function cookieHeaders(cookies: readonly string[]): [string, string][] {
  return cookies.map((cookie) => ['set-cookie', cookie]);
}

/** The server lets nobody unknown pass to an operation that asks for a role. */
function known(caller: Caller | undefined): Caller {
  if (!caller) throw new AppError('unauthenticated', 'Log in first');
  return caller;
}
