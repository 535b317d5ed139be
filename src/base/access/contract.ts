import { z } from 'zod';
import { contract } from '../../core/contract.ts';
import { roleSchema } from '../../core/role.ts';

export const sessionUserSchema = z.object({ id: z.string(), username: z.string(), name: z.string(), role: roleSchema }).meta({ id: 'User' });
export type SessionUser = z.infer<typeof sessionUserSchema>;

export const productSchema = z.object({
  version: z.string(),
  /** `demo` watches a simulated organisation, `live` real accounts. */
  mode: z.enum(['demo', 'live']),
  isSimulated: z.boolean(),
  startedAt: z.iso.datetime(),
});

const sessionSchema = z.object({ user: sessionUserSchema, product: productSchema });

export const loginContract = contract({
  id: 'login',
  method: 'post',
  path: '/api/session',
  title: 'Log in with a username and a password; the answer sets a session cookie',
  role: 'anyone',
  reach: 'nothing',
  body: z.strictObject({ username: z.string().min(1).max(100), password: z.string().min(1).max(200) }),
  response: sessionSchema,
});

/** Answers before logging in as well, with nothing in it: a browser that only asks is no failed request. */
export const getSessionContract = contract({
  id: 'get-session',
  method: 'get',
  path: '/api/session',
  title: 'Who is logged in, and what is running',
  role: 'anyone',
  reach: 'nothing',
  response: z.object({ session: sessionSchema.nullable() }),
});

export const logoutContract = contract({
  id: 'logout',
  method: 'delete',
  path: '/api/session',
  title: 'Log out',
  role: 'anyone',
  reach: 'nothing',
  response: z.null(),
  status: 204,
});

const newPasswordSchema = z.string().min(10).max(200);

export const changePasswordContract = contract({
  id: 'change-password',
  method: 'post',
  path: '/api/session/password',
  title: "Change one's own password; ends one's other sessions",
  role: 'viewer',
  reach: 'nothing',
  body: z.strictObject({ current: z.string().min(1).max(200), next: newPasswordSchema }),
  response: z.null(),
  status: 204,
});

const usernameSchema = z
  .string()
  .max(100)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/, 'letters, digits, dots, dashes and underscores, beginning with a letter or a digit');

export const listUsersContract = contract({
  id: 'list-users',
  method: 'get',
  path: '/api/users',
  title: 'Who may log in',
  role: 'admin',
  reach: 'all-accounts',
  response: z.object({ users: z.array(sessionUserSchema) }),
});

export const createUserContract = contract({
  id: 'create-user',
  method: 'post',
  path: '/api/users',
  title: 'Add a user',
  role: 'admin',
  reach: 'all-accounts',
  body: z.strictObject({ username: usernameSchema, name: z.string().min(1).max(100).optional(), role: roleSchema, password: newPasswordSchema }),
  response: sessionUserSchema,
  status: 201,
});

const userParams = z.object({ id: z.string() });

export const updateUserContract = contract({
  id: 'update-user',
  method: 'patch',
  path: '/api/users/{id}',
  title: "Change a user's name, role or password; a new role or password ends their sessions",
  role: 'admin',
  reach: 'all-accounts',
  params: userParams,
  body: z.strictObject({ name: z.string().min(1).max(100).optional(), role: roleSchema.optional(), password: newPasswordSchema.optional() }),
  response: sessionUserSchema,
});

export const deleteUserContract = contract({
  id: 'delete-user',
  method: 'delete',
  path: '/api/users/{id}',
  title: 'Remove a user and end their sessions',
  role: 'admin',
  reach: 'all-accounts',
  params: userParams,
  response: z.null(),
  status: 204,
});
