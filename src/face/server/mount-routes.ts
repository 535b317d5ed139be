import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import type { Contract } from '../../core/contract.ts';
import { AnswerWithHeaders, RawAnswer, type Route } from '../../core/route.ts';
import { BadFields } from './problem.ts';
import { requireReach } from './require-reach.ts';
import { requireRole } from './require-role.ts';
import type { ServerEnv } from './server-env.ts';

export interface MountOptions {
  readonly routes: readonly Route[];
  readonly bodyLimitBytes: number;
}

/** Serves each contract: checks who asks and what is asked, and answers what the contract states and nothing else. */
export function mountRoutes(app: Hono<ServerEnv>, { routes, bodyLimitBytes }: MountOptions): void {
  const limit = bodyLimit({
    maxSize: bodyLimitBytes,
    onError() {
      throw new AppError('too-large', `The request is larger than ${bodyLimitBytes / 1_024} KiB`, { hint: 'server.bodyLimitKb sets the limit' });
    },
  });
  // The fixed words before the parameters, so that /api/findings/export is not taken for a finding's id.
  for (const route of routes.toSorted((a, b) => (rank(a.contract) < rank(b.contract) ? -1 : 1))) {
    const { method, path, role, reach } = route.contract;
    const guards = [...(role === 'anyone' ? [] : [requireRole(role, route.contract)]), ...(reach === 'all-accounts' ? [requireReach()] : [])];
    app.on(method.toUpperCase(), [pattern(path)], named(path), ...guards, limit, (context) => answer(context, route));
  }
  for (const [path, methods] of methodsByPath(routes)) {
    app.all(pattern(path), named(path), () => {
      throw new AppError('method-not-allowed', `${path} does not know this method`, { hint: `It knows: ${methods.join(', ')}` });
    });
  }
}

function named(path: string) {
  return async (context: Context<ServerEnv>, next: () => Promise<void>) => {
    context.set('routePath', path);
    await next();
  };
}

async function answer(context: Context<ServerEnv>, { contract, handle }: Route): Promise<Response> {
  const authentication = context.get('authentication');
  const caller = authentication.status === 'known' ? authentication.caller : undefined;
  const result = await handle({
    params: parse(contract.params, context.req.param(), 'path'),
    query: parse(contract.query, queryOf(context, contract), 'query'),
    body: contract.body ? parse(contract.body, await readBody(context), 'body') : undefined,
    caller,
    scope: caller?.accounts ?? [],
    headers: context.req.raw.headers,
    address: context.get('address'),
    requestId: context.get('requestId'),
    signal: context.req.raw.signal,
  });
  if (result instanceof RawAnswer) return rawResponse(result);
  const { json, headers } = withHeaders(result);
  for (const [name, value] of headers) context.header(name, value, { append: true });
  const stated: unknown = contract.response.parse(json);
  const { status = 200 } = contract;
  return status === 204 ? context.body(null, 204) : context.json(stated, status);
}

function rawResponse({ body, headers, status }: RawAnswer): Response {
  const given = new Headers();
  for (const [name, value] of headers) given.append(name, value);
  return new Response(status === 302 ? null : body, { status, headers: given });
}

function withHeaders(result: unknown): AnswerWithHeaders {
  return result instanceof AnswerWithHeaders ? result : new AnswerWithHeaders(result, []);
}

function parse(schema: z.ZodType | undefined, value: unknown, where: 'path' | 'query' | 'body'): unknown {
  if (!schema) return {};
  // PostgreSQL cannot hold it in any text.
  if (/(?:^|[^\\])(?:\\\\)*\\u0000/.test(JSON.stringify(value))) throw new BadFields([{ at: where, message: 'text with a NUL character in it' }]);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadFields(parsed.error.issues.map(({ path, message }) => ({ at: [where, ...path.map(String)].join('.'), message })));
}

/** A field that the contract does not know is refused: a mistyped filter would otherwise show everything. */
function queryOf({ req }: Context<ServerEnv>, { query }: Contract): Record<string, string> {
  const given = Object.entries(req.queries());
  const known = Object.keys(query?.shape ?? {});
  const wrong = given.flatMap(([name, values]) => {
    if (!known.includes(name)) return { at: `query.${name}`, message: known.length === 0 ? 'there are no query fields here' : `not known here; these are: ${known.join(', ')}` };
    return values.length > 1 ? { at: `query.${name}`, message: 'given more than once' } : [];
  });
  if (wrong.length > 0) throw new BadFields(wrong);
  return Object.fromEntries(given.map(([name, values]) => [name, values[0] ?? '']));
}

async function readBody({ req }: Context<ServerEnv>): Promise<unknown> {
  const text = await req.text();
  if (text === '') return {};
  if (!/^application\/(.+\+)?json\b/i.test(req.header('content-type') ?? '')) {
    throw new AppError('unsupported-media-type', 'The body must be JSON', { hint: 'Send it with content-type: application/json' });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('bad-request', `The body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { contract } of routes) methods.set(contract.path, [...(methods.get(contract.path) ?? []), contract.method.toUpperCase()]);
  return methods;
}

function pattern(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** The tilde comes after every letter. */
function rank({ path }: Contract): string {
  return path.replaceAll('{', '~');
}
