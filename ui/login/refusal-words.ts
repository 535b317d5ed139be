import type { Refusal } from '../../src/base/access/sso/contract.ts';

/** Why the identity provider's word was not enough, and what helps. */
export const refusalWords: Readonly<Record<Refusal, string>> = {
  'no-role': 'You are known, but none of your groups may use Watchkeeper. Ask your administrator to put you into one that may.',
  'no-account': 'You are known, but no AWS account is open to your groups. Ask your administrator for one.',
  'name-taken': 'Your name is that of a user who was made here. Log in with that user’s password, or ask your administrator to remove it.',
  cancelled: 'The login was cancelled at the identity provider.',
  'too-late': 'The login took too long, or was begun in another browser. Try again.',
  failed: 'The identity provider’s answer could not be trusted. Try again; if it stays so, the server’s log says why.',
};
