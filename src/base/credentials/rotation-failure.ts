import { CallFailure } from '../aws/call-failure.ts';
import { refusalName } from './key-session.ts';

const passing = new Set(['throttled', 'unreachable', 'service-error', 'circuit-open', 'cancelled', 'over-budget']);

/** AWS refused or could not be asked; anything else is a failure of our own. */
export function isAwsFailure(error: unknown): boolean {
  return error instanceof CallFailure || refusalName(error) !== undefined;
}

/** Worth another try by itself. */
export function isPassing(error: unknown): boolean {
  return error instanceof CallFailure && passing.has(error.gap.reason);
}

/** AWS does not take the key: new ones are like that for some seconds. */
export function isUnknownKey(error: unknown): boolean {
  return error instanceof CallFailure && error.gap.reason === 'credentials';
}
