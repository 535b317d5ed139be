import type { z } from 'zod';
import type { AccountScope } from './account-scope.ts';
import type { Contract } from './contract.ts';
import type { Role } from './role.ts';

/** Who is asking, as the server has established it. */
export interface Caller {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  /** The AWS accounts that they may know of. */
  readonly accounts: AccountScope;
  /** How they proved who they are. */
  readonly by: 'session' | 'token' | 'key' | 'jwt';
  /** The session, key or family of tokens that it was. */
  readonly credentialId?: string;
  readonly keyName?: string;
  /** They must set up a second factor before they may do anything else. */
  readonly mustEnrol?: boolean;
}

export interface RouteRequest<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller | undefined;
  /** The AWS accounts that the answer may tell of; none when nobody is known to ask. */
  readonly scope: AccountScope;
  readonly headers: Headers;
  /** The network address of who asks. */
  readonly address: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** What a handler returns when the answer is not the contract's JSON: an export, for instance. */
export class RawAnswer {
  readonly body: string | ReadableStream<Uint8Array>;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly status: number;

  constructor(body: string | ReadableStream<Uint8Array>, headers: Readonly<Record<string, string>> | readonly (readonly [name: string, value: string])[], status = 200) {
    this.body = body;
    this.headers = isList(headers) ? headers : Object.entries(headers);
    this.status = status;
  }
}

function isList<T>(value: object | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/** What a handler returns when the contract's JSON must go with headers of its own: cookies, for instance. */
export class AnswerWithHeaders<T = unknown> {
  readonly json: T;
  readonly headers: readonly (readonly [name: string, value: string])[];

  constructor(json: T, headers: readonly (readonly [name: string, value: string])[]) {
    this.json = json;
    this.headers = headers;
  }
}

/** A contract with the function that keeps it. Knows nothing of the HTTP library. */
export interface Route {
  readonly contract: Contract;
  readonly handle: (request: RouteRequest<unknown, unknown, unknown>) => Promise<unknown>;
}

export function route<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  contract: Contract<P, Q, B, R>,
  handle: (request: RouteRequest<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<R> | AnswerWithHeaders<z.input<R>> | RawAnswer>,
): Route {
  return { contract, handle: (request) => handle(trustParsed(request)) };
}

/** Guarantee: the server parses params, query and body with the contract's own schemas before it calls a handler. */
function trustParsed<P, Q, B>(request: RouteRequest<unknown, unknown, unknown>): RouteRequest<P, Q, B> {
  return request as RouteRequest<P, Q, B>;
}
