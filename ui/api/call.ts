import type { z } from 'zod';
import type { Contract } from '../../src/core/contract.ts';
import { ApiError, readProblem } from './api-error.ts';

type Part<Name extends string, Schema extends z.ZodType> = string extends keyof z.input<Schema> ? { [K in Name]?: never } : { [K in Name]: z.input<Schema> };
type BodyPart<Schema extends z.ZodType> = unknown extends z.input<Schema> ? { body?: never } : { body: z.input<Schema> };

export type CallInput<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> = Part<'params', P> & Part<'query', Q> & BodyPart<B> & { signal?: AbortSignal };

/** Calls one operation of the server: what goes in and what comes out is what its contract says. */
export async function call<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>(
  contract: Contract<P, Q, B, R>,
  input: CallInput<P, Q, B>,
): Promise<z.output<R>> {
  const response = await reach(addressOf(contract.path, input), {
    method: contract.method.toUpperCase(),
    headers: { accept: 'application/json', ...(input.body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    ...(input.signal ? { signal: input.signal } : {}),
  });
  if (!response.ok) throw await readProblem(response);
  const answer = contract.response.safeParse(response.status === 204 ? null : await response.json());
  if (answer.success) return answer.data;
  throw new ApiError(`The answer of ${contract.id} is not what this page expects`, {
    status: response.status,
    code: 'unexpected-answer',
    hint: 'The server was probably updated while this page was open. Reload it.',
    requestId: response.headers.get('x-request-id') ?? undefined,
    cause: answer.error,
  });
}

/** The address of an operation, for a link that the browser follows by itself. */
export function addressOf(path: string, input: { params?: object; query?: object }): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(textOf(input.params, name)));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}

function textOf(params: object | undefined, name: string): string {
  const value: unknown = Object.entries(params ?? {}).find(([key]) => key === name)?.[1];
  if (typeof value !== 'string' || value === '') throw new Error(`The address needs "${name}"`);
  return value;
}

async function reach(address: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, request);
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
    throw new ApiError('The server cannot be reached', {
      status: 0,
      code: 'unreachable',
      hint: 'Check that Watchkeeper is running and that this computer is connected.',
      cause,
    });
  }
}
