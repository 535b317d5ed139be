import { z } from 'zod';
import { accountIdSchema } from '../../core/account.ts';
import { contract } from '../../core/contract.ts';
import { roleSchema } from '../../core/role.ts';

/** The numbers of AWS accounts that somebody may know of. */
const accountsSchema = z.union([z.literal('all'), z.array(accountIdSchema).max(1_000).readonly()]);
const newAccountsSchema = z.union([z.literal('all'), z.array(accountIdSchema).min(1).max(1_000).readonly()]);

export const sessionUserSchema = z.object({ id: z.string(), username: z.string(), name: z.string(), role: roleSchema, accounts: accountsSchema }).meta({ id: 'User' });
export type SessionUser = z.infer<typeof sessionUserSchema>;

const listedUserSchema = sessionUserSchema.extend({ hasSecondFactor: z.boolean(), loginBy: z.enum(['password', 'single-sign-on']) }).meta({ id: 'ListedUser' });
export type ListedUser = z.infer<typeof listedUserSchema>;

export const productSchema = z.object({
  version: z.string(),
  /** `demo` watches a simulated organisation, `live` real accounts. */
  mode: z.enum(['demo', 'live']),
  isSimulated: z.boolean(),
  startedAt: z.iso.datetime(),
});

const sessionSchema = z.object({
  user: sessionUserSchema,
  product: productSchema,
  /** A second factor must be set up before anything else works. */
  mustEnrol: z.boolean(),
});

const usernameOrPassword = { username: z.string().min(1).max(100), password: z.string().min(1).max(200) };
/** Six digits, or a recovery code. */
const codeSchema = z.string().trim().min(6).max(40);

export const loginContract = contract({
  id: 'login',
  method: 'post',
  path: '/api/session',
  title: 'Log in with a username and a password; the answer sets a session cookie, or says that a code of the second factor is needed too',
  role: 'anyone',
  reach: 'nothing',
  body: z.strictObject({ ...usernameOrPassword, code: codeSchema.optional() }),
  response: z.object({
    /** Send the same again with `code`. */
    needsCode: z.boolean(),
    session: sessionSchema.nullable(),
  }),
});

/** Answers before logging in as well, with nothing in it: a browser that only asks is no failed request. */
export const getSessionContract = contract({
  id: 'get-session',
  method: 'get',
  path: '/api/session',
  title: 'Who is logged in, what is running, and how one can log in',
  role: 'anyone',
  reach: 'nothing',
  response: z.object({
    session: sessionSchema.nullable(),
    /** What the identity provider is called, where there is one: GET /api/session/sso leads to it. */
    singleSignOn: z.string().nullable(),
  }),
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

export const newPasswordSchema = z.string().min(10).max(200);

export const changePasswordContract = contract({
  id: 'change-password',
  method: 'post',
  path: '/api/session/password',
  title: "Change one's own password; ends one's other sessions",
  role: 'viewer',
  reach: 'nothing',
  isForEnrolment: true,
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
  response: z.object({ users: z.array(listedUserSchema) }),
});

export const createUserContract = contract({
  id: 'create-user',
  method: 'post',
  path: '/api/users',
  title: 'Add a user',
  role: 'admin',
  reach: 'all-accounts',
  body: z.strictObject({ username: usernameSchema, name: z.string().min(1).max(100).optional(), role: roleSchema, accounts: newAccountsSchema.default('all'), password: newPasswordSchema }),
  response: sessionUserSchema,
  status: 201,
});

const idParams = z.object({ id: z.string() });

export const updateUserContract = contract({
  id: 'update-user',
  method: 'patch',
  path: '/api/users/{id}',
  title: "Change a user's name, role, accounts or password; anything but a new name ends their sessions",
  role: 'admin',
  reach: 'all-accounts',
  params: idParams,
  body: z.strictObject({ name: z.string().min(1).max(100).optional(), role: roleSchema.optional(), accounts: newAccountsSchema.optional(), password: newPasswordSchema.optional() }),
  response: sessionUserSchema,
});

export const deleteUserContract = contract({
  id: 'delete-user',
  method: 'delete',
  path: '/api/users/{id}',
  title: 'Remove a user and end their sessions and keys',
  role: 'admin',
  reach: 'all-accounts',
  params: idParams,
  response: z.null(),
  status: 204,
});

export const resetSecondFactorContract = contract({
  id: 'reset-second-factor',
  method: 'delete',
  path: '/api/users/{id}/second-factor',
  title: "Take away a user's second factor, when its device and the recovery codes are lost; ends their sessions",
  role: 'admin',
  reach: 'all-accounts',
  params: idParams,
  response: z.null(),
  status: 204,
});

const sessionFactsSchema = z.object({
  id: z.string(),
  /** A cookie of a browser, or the tokens of a program. */
  kind: z.enum(['browser', 'token']),
  username: z.string(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  isCurrent: z.boolean(),
}).meta({ id: 'Session' });
export type SessionFacts = z.infer<typeof sessionFactsSchema>;

export const listSessionsContract = contract({
  id: 'list-sessions',
  method: 'get',
  path: '/api/sessions',
  title: "One's own logins that have not ended; those of everybody for an administrator who asks for them",
  role: 'viewer',
  reach: 'nothing',
  query: z.object({ of: z.enum(['me', 'everybody']).default('me') }),
  response: z.object({ sessions: z.array(sessionFactsSchema) }),
});

export const revokeSessionContract = contract({
  id: 'revoke-session',
  method: 'delete',
  path: '/api/sessions/{id}',
  title: "End a login: one's own, or anybody's for an administrator",
  role: 'viewer',
  reach: 'nothing',
  params: idParams,
  response: z.null(),
  status: 204,
});

export const keyScopes = ['read', 'operate', 'approve', 'admin'] as const;

const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** How the key begins. */
  start: z.string(),
  username: z.string(),
  scope: z.enum(keyScopes),
  accounts: accountsSchema,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  lastAddress: z.string().nullable(),
}).meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKeySchema>;

export const listKeysContract = contract({
  id: 'list-keys',
  method: 'get',
  path: '/api/keys',
  title: "One's own keys; those of everybody for an administrator who asks for them",
  role: 'viewer',
  reach: 'accounts',
  query: z.object({ of: z.enum(['me', 'everybody']).default('me') }),
  response: z.object({ keys: z.array(apiKeySchema) }),
});

export const createKeyContract = contract({
  id: 'create-key',
  method: 'post',
  path: '/api/keys',
  title: 'Make a key for a program, to send as Authorization: Bearer; it is shown this once',
  role: 'viewer',
  reach: 'accounts',
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    scope: z.enum(keyScopes).default('read'),
    /** All that its owner sees when absent. */
    accounts: newAccountsSchema.optional(),
    /** In 90 days when absent; null is never. */
    expiresAt: z.iso.datetime({ offset: true }).nullable().optional(),
  }),
  response: z.object({ key: z.string(), facts: apiKeySchema }),
  status: 201,
});

export const revokeKeyContract = contract({
  id: 'revoke-key',
  method: 'delete',
  path: '/api/keys/{id}',
  title: "Revoke a key: one's own, or anybody's for an administrator",
  role: 'viewer',
  reach: 'nothing',
  params: idParams,
  response: z.null(),
  status: 204,
});

const tokensSchema = z.object({ accessToken: z.string(), expiresInSeconds: z.number().int(), refreshToken: z.string(), endsAt: z.iso.datetime() });

export const issueTokenContract = contract({
  id: 'issue-token',
  method: 'post',
  path: '/api/token',
  title: 'Log a program in: an access token of 15 minutes, and a refresh token that is changed for the next',
  role: 'anyone',
  reach: 'nothing',
  body: z.strictObject({ ...usernameOrPassword, code: codeSchema.optional() }),
  response: z.object({ needsCode: z.boolean(), tokens: tokensSchema.nullable() }),
});

const refreshSchema = z.strictObject({ refreshToken: z.string().min(1).max(200) });

export const refreshTokenContract = contract({
  id: 'refresh-token',
  method: 'post',
  path: '/api/token/refresh',
  title: 'Change a refresh token for new tokens; one that comes twice ends the whole login',
  role: 'anyone',
  reach: 'nothing',
  body: refreshSchema,
  response: tokensSchema,
});

export const endTokenContract = contract({
  id: 'end-token',
  method: 'post',
  path: '/api/token/end',
  title: 'Log a program out',
  role: 'anyone',
  reach: 'nothing',
  body: refreshSchema,
  response: z.null(),
  status: 204,
});
