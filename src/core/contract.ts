import type { z } from 'zod';
import type { Role } from './role.ts';

/**
 * What an operation may tell of AWS accounts: of those that the caller may know (its handler limits itself to `request.scope`),
 * of every one (whoever is limited to some may not call it), or nothing of any.
 */
export type Reach = 'accounts' | 'all-accounts' | 'nothing';

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Fields = z.ZodObject;

/** One HTTP operation, stated once: the server mounts it, OpenAPI documents it, the UI calls it. */
export interface Contract<
  Params extends Fields = Fields,
  Query extends Fields = Fields,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  /** The operation's name, a verb and a noun: `list-findings`. */
  readonly id: string;
  readonly method: HttpMethod;
  /** With parameters in braces: `/api/findings/{id}`. */
  readonly path: `/api/${string}`;
  readonly title: string;
  /** The least role that may call it; `anyone` is for what must work before logging in. */
  readonly role: Role | 'anyone';
  readonly reach: Reach;
  /** Works for those too who must set up a second factor first. */
  readonly isForEnrolment?: true;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly response: Response;
  readonly status?: 200 | 201 | 202 | 204;
}

export function contract<P extends Fields, Q extends Fields, B extends z.ZodType, R extends z.ZodType>(
  stated: Contract<P, Q, B, R>,
): Contract<P, Q, B, R> {
  return stated;
}
