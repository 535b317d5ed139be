import { z } from 'zod';

const problemSchema = z.object({
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  code: z.string().optional(),
  hint: z.string().optional(),
  requestId: z.string().optional(),
});

/** An answer that is not the one asked for, as the server explains it (RFC 9457), or the lack of any answer. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, facts: { status: number; code: string; hint?: string | undefined; requestId?: string | undefined; retryAfterSeconds?: number | undefined; cause?: unknown }) {
    super(message, { cause: facts.cause });
    this.name = 'ApiError';
    this.status = facts.status;
    this.code = facts.code;
    this.hint = facts.hint;
    this.requestId = facts.requestId;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

export async function readProblem(response: Response): Promise<ApiError> {
  const problem = problemSchema.safeParse(await readJson(response));
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined;
  if (!problem.success) {
    const hint = response.status >= 500 ? 'The server or a proxy before it is not well; its log says more.' : undefined;
    return new ApiError(`The server answered ${response.status}`, { status: response.status, code: 'unexplained', hint, requestId, retryAfterSeconds });
  }
  const { title, detail, code = 'unexplained', hint } = problem.data;
  return new ApiError(detail ?? title, { status: response.status, code, hint, requestId: problem.data.requestId ?? requestId, retryAfterSeconds });
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
