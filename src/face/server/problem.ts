import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { Log } from '../../base/telemetry/create-log.ts';
import { AppError, appErrorKinds, type AppErrorCode } from '../../core/app-error.ts';
import type { ServerEnv } from './server-env.ts';

/** What an answer says that is not the one asked for (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    /** What happened, in a sentence. */
    detail: z.string(),
    code: z.string(),
    /** What to do about it. */
    hint: z.string().optional(),
    requestId: z.string(),
    /** Each field that is wrong, when the request was. */
    issues: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
type Problem = z.infer<typeof problemSchema>;

/** A request whose fields are not what the contract states. */
export class BadFields extends AppError {
  readonly issues: readonly { at: string; message: string }[];

  constructor(issues: readonly { at: string; message: string }[]) {
    super('bad-request', issues.map(({ at, message }) => `${at}: ${message}`).join('; '), { hint: 'The fields are described at /api/openapi.json' });
    this.issues = issues;
  }
}

export function answerProblem(error: unknown, context: Context<ServerEnv>, log: Log): Response {
  const requestId = context.get('requestId');
  const known = asAppError(error);
  if (!known || appErrorKinds[known.code].status >= 500) log.error({ err: error, requestId, method: context.req.method, path: context.req.path }, 'A request failed');
  const problem = known ? explained(known, requestId) : unexplained(requestId);
  const answer = context.json(problem, trustStatus(problem.status), { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' });
  if (known?.retryAfterSeconds !== undefined) answer.headers.set('retry-after', String(known.retryAfterSeconds));
  if (known?.code === 'method-not-allowed' && known.hint) answer.headers.set('allow', known.hint.replace(/^.*: /, ''));
  return answer;
}

function asAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException && error.status < 500) return new AppError('bad-request', error.message);
  if (isLostConnection(error)) return new AppError('store-unreachable', 'The database does not answer', { hint: '/health says what is not well; the log says more', cause: error });
  return undefined;
}

const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', '57P01', '57P03', '08006', '08001']);

/** The driver's own error stands somewhere in the chain of causes. */
function isLostConnection(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && connectionCodes.has(cause.code)) return true;
    if (/^(Connection terminated|timeout exceeded when trying to connect)/.test(cause.message)) return true;
  }
  return false;
}

function explained(error: AppError, requestId: string): Problem {
  return {
    type: `urn:watchkeeper:problem:${error.code}`,
    title: titles[error.code] ?? 'The request failed',
    status: appErrorKinds[error.code].status,
    detail: error.message,
    code: error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    requestId,
    ...(error instanceof BadFields ? { issues: [...error.issues] } : {}),
  };
}

/** What went wrong stands in the log, beside the id; a stranger learns nothing of it. */
function unexplained(requestId: string): Problem {
  return {
    type: 'urn:watchkeeper:problem:internal',
    title: 'Something went wrong in Watchkeeper',
    status: 500,
    detail: `The request failed because of a mistake in Watchkeeper. The log has it under ${requestId}`,
    code: 'internal',
    hint: 'Try again; when it stays, report it with the lines of the log',
    requestId,
  };
}

const titles: Partial<Record<AppErrorCode, string>> = {
  'bad-request': 'The request is not understood',
  unauthenticated: 'Not logged in',
  'session-expired': 'The session has ended',
  'wrong-password': 'Wrong username or password',
  forbidden: 'Not allowed',
  'not-found': 'Not found',
  'method-not-allowed': 'Method not allowed',
  conflict: 'Conflict',
  'too-large': 'Too large',
  'unsupported-media-type': 'Unsupported media type',
  'too-many-requests': 'Too many requests',
  'store-unreachable': 'The database does not answer',
  'queue-failed': 'The queue does not answer',
  'not-ready': 'Not ready yet',
};

/** Guarantee: every status of `appErrorKinds` is one that has a body. */
function trustStatus(status: number): ContentfulStatusCode {
  return status as ContentfulStatusCode;
}
