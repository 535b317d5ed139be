import type { CallFailure } from '../aws/call-failure.ts';
import type { Account } from '../../core/account.ts';

/** What is wrong with an account, in one sentence, and what to do about it. */
export interface AccountTrouble {
  readonly because: string;
  readonly hint: string;
}

/** Undefined where AWS was only busy: that says nothing about the account. */
export function explainFailure(account: Account, failure: CallFailure): AccountTrouble | undefined {
  const { reason, because } = failure.gap;
  switch (reason) {
    case 'throttled':
    case 'circuit-open':
    case 'cancelled':
    case 'over-budget':
    case 'service-error':
      return undefined;
    case 'access-denied':
      return explainDenial(account, messageOf(failure.cause));
    case 'credentials':
      return explainCredentials(account, failure);
    case 'region-disabled':
      return { because: `The region ${failure.gap.region}, where the account is asked first, is not enabled in it`, hint: 'Enable the region in AWS, or make another one the default region of the account' };
    case 'unreachable':
      return { because: `AWS's endpoint for ${failure.gap.service} in ${failure.gap.region} did not answer`, hint: 'Look at the network, the proxy and the firewall of this machine: it must reach AWS over HTTPS' };
    case 'revoked':
    case 'not-supported':
      return { because, hint: reason === 'revoked' ? 'Allow the credentials again, or give the account others' : 'Use another default region for the account' };
  }
}

function explainDenial({ credential, accountId }: Account, message: string): AccountTrouble {
  if (isDeniedByControlPolicy(message)) return { because: `A service control policy of the organisation denies it in account ${accountId}`, hint: 'Except the role of Watchkeeper from that policy, or leave the account out' };
  if (credential.kind !== 'role') return { because: `The credentials are not allowed to be used in account ${accountId}`, hint: 'watchkeeper policy prints what they must be allowed' };
  const { roleArn } = credential;
  if (/no identity-based policy allows|explicit deny in an identity-based policy/.test(message)) return { because: `Watchkeeper's own identity is not allowed to take on ${roleArn}`, hint: `Allow it sts:AssumeRole and sts:SetSourceIdentity on ${roleArn}` };
  const externalId = credential.externalId === undefined ? 'asks for an external id, and none is set here' : 'asks for another external id than the one that is set here';
  return {
    because: `AWS does not let Watchkeeper take on ${roleArn}: there is no such role, it does not trust Watchkeeper, or it ${externalId}`,
    hint: 'Look whether the role exists, whether its trust policy names the identity of Watchkeeper, and whether sts:ExternalId in it is the external id of the account; watchkeeper accounts template makes one that fits',
  };
}

function explainCredentials({ credential }: Account, failure: CallFailure): AccountTrouble {
  const { cause } = failure;
  const name = cause instanceof Error ? cause.name : '';
  const message = messageOf(cause);
  if (/Signature (expired|not yet current)|RequestTimeTooSkewed|TooSkewed|not in the (past|future)/i.test(`${name} ${message}`)) {
    return { because: "The clock of this machine differs from AWS's by more than AWS allows", hint: 'Set the clock, by NTP for instance' };
  }
  if (/Expired/.test(name) || /(token|session).{0,60}expired/i.test(message)) return { because: 'The temporary credentials have expired', hint: renewHint(credential.kind === 'role' ? (credential.via?.kind ?? 'ambient') : credential.kind) };
  if (name === 'CredentialsProviderError') return missing(credential.kind === 'role' ? (credential.via ?? { kind: 'ambient' }) : credential, message);
  if (/^(InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|AuthFailure|InvalidToken)$/.test(name)) {
    return { because: 'AWS does not know the access key: it was disabled or deleted, or it is of another partition of AWS', hint: 'Activate the key in IAM, or give the account another one' };
  }
  if (/Signature|IncompleteSignature/.test(name)) return { because: 'The secret access key does not belong to the access key id', hint: 'Enter both again' };
  return { because: failure.gap.because, hint: 'Look at the credentials of the account' };
}

function renewHint(kind: string): string {
  return kind === 'profile' || kind === 'ambient' ? 'Log in again, with aws sso login for instance, or use credentials that renew themselves: a role or an instance profile' : 'Use a role or an instance profile, whose credentials renew themselves, or give the account a key that does not expire';
}

function missing(source: { readonly kind: string; readonly profile?: string }, message: string): AccountTrouble {
  if (source.kind === 'profile') {
    const isSso = /SSO/i.test(message);
    return {
      because: isSso ? `The SSO session of the profile ${source.profile ?? ''} has ended` : `There are no credentials under the profile ${source.profile ?? ''} on this machine`,
      hint: isSso ? `Log in with aws sso login --profile ${source.profile ?? ''}` : 'Look into ~/.aws/config and ~/.aws/credentials of the user that Watchkeeper runs as',
    };
  }
  if (source.kind === 'instance_profile') return { because: 'This machine has no instance profile and no role of a container', hint: 'Attach an instance profile to the instance, or a task or pod role to the container' };
  return { because: 'There are no AWS credentials in the environment of Watchkeeper', hint: 'Set them as for the AWS CLI (AWS_PROFILE, AWS_ACCESS_KEY_ID), give the machine a role, or connect the account with an access key' };
}

export function isDeniedByControlPolicy(message: string): boolean {
  return /service control policy/i.test(message);
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : '';
}
