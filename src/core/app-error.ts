/** A failure whose reader can act on it: the message names the thing, the hint the next step. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly hint: string | undefined;
  /** When the same may be tried again, where that is known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: AppErrorCode, message: string, options: { hint?: string; cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export type AppErrorCode = keyof typeof appErrorKinds;

export const exitCodes = { done: 0, findings: 1, usage: 2, gaps: 3, failed: 4 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Every code with what it means for a program: the process exit code and the HTTP status. */
export const appErrorKinds = {
  'bad-usage': { exit: 2, status: 400 },
  'bad-config': { exit: 2, status: 500 },
  'bad-request': { exit: 2, status: 400 },
  'unreadable-file': { exit: 2, status: 400 },
  'port-taken': { exit: 4, status: 500 },
  'address-unavailable': { exit: 4, status: 500 },
  'data-folder-in-use': { exit: 4, status: 500 },
  'store-unreachable': { exit: 4, status: 503 },
  'store-failed': { exit: 4, status: 500 },
  'queue-failed': { exit: 4, status: 503 },
  'server-unreachable': { exit: 4, status: 503 },
  'not-ready': { exit: 4, status: 503 },
  unauthenticated: { exit: 4, status: 401 },
  'session-expired': { exit: 4, status: 401 },
  'wrong-password': { exit: 4, status: 401 },
  forbidden: { exit: 4, status: 403 },
  'second-factor-needed': { exit: 4, status: 403 },
  'not-found': { exit: 4, status: 404 },
  'method-not-allowed': { exit: 4, status: 405 },
  conflict: { exit: 4, status: 409 },
  'too-large': { exit: 4, status: 413 },
  'unsupported-media-type': { exit: 4, status: 415 },
  'too-many-requests': { exit: 4, status: 429 },
  'could-not-look': { exit: 3, status: 502 },
  'undeclared-call': { exit: 4, status: 500 },
  cancelled: { exit: 4, status: 499 },
  'too-slow': { exit: 4, status: 504 },
  'vault-key-lost': { exit: 2, status: 500 },
  'vault-damaged': { exit: 4, status: 500 },
  'vault-unavailable': { exit: 4, status: 503 },
  'credential-revoked': { exit: 4, status: 409 },
  'bad-unit': { exit: 4, status: 500 },
} as const;

export function isAppError(error: unknown, code?: AppErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}

export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof AppError ? appErrorKinds[error.code].exit : exitCodes.failed;
}
