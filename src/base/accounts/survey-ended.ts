import { CallFailure } from '../aws/call-failure.ts';

/** Somebody ended it: half a survey must not be taken for a whole one. */
export function isEnded(error: unknown): boolean {
  return error instanceof CallFailure && (error.gap.reason === 'cancelled' || error.gap.reason === 'revoked');
}

/** AWS's own refusal in words that the door knows nothing of, such as an action that IAM does not know. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && Reflect.has(error, '$fault');
}
