import { randomUUID } from 'node:crypto';
import type { Account } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import { openBaseSources } from './base-sources.ts';
import { CallFailure, credentialsGap, type CallPlace } from './call-failure.ts';
import type { ClientPool } from './client-pool.ts';
import { openCredentialStore, type Credentials, type CredentialsProvider } from './credentials.ts';
import type { AwsUse, CredentialUse, CredentialUsed, OpenAccessKey, RevokedThing } from './door.ts';
import { isAbout } from './revocations.ts';
import { openRoleRemarks } from './role-remarks.ts';
import { sessionPoliciesFor, type SessionPolicies } from './session-policy.ts';
import { openRoleTaker, type RoleTakerParts } from './take-roles.ts';

export interface IdentityParts {
  readonly clients: ClientPool;
  readonly clock: Clock;
  readonly send: RoleTakerParts['send'];
  readonly ambient: CredentialsProvider | undefined;
  readonly openAccessKey: OpenAccessKey | undefined;
  readonly onCredentialUse: ((use: CredentialUsed) => void) | undefined;
}

/** With whose credentials the calls of a use are signed. */
export interface Identity {
  /** Those that allow one declared action. */
  credentialsFor(action: string): Promise<Credentials>;
  /** AWS has called them expired. */
  forget(action: string): void;
}

export interface Identities {
  of(account: Account, use: AwsUse): Identity;
  forgetAbout(what: RevokedThing): void;
  renew(account: Account): void;
  remarks(account: Account): string[];
}

export function openIdentities({ clients, clock, send, ambient, openAccessKey, onCredentialUse }: IdentityParts): Identities {
  const sources = openBaseSources({ ambient, openAccessKey });
  const remarks = openRoleRemarks(clock);
  const takeRoles = openRoleTaker({ clients, clock, remarks, send });
  const store = openCredentialStore<Account>(clock);

  async function baseOf(account: Account, use: AwsUse): Promise<Credentials> {
    const { credential } = account;
    const source = credential.kind === 'role' ? (credential.via ?? { kind: 'ambient' as const }) : credential;
    try {
      return await sources.fetch(source, describeUse(account, use));
    } catch (error) {
      if (error instanceof AppError) throw new CallFailure(credentialsGap(firstCall(account), clock(), error.message), error);
      throw error;
    }
  }

  async function fetch(account: Account, use: AwsUse, policy: string | undefined): Promise<Credentials> {
    const { credential } = account;
    const base = await baseOf(account, use);
    // The vault keeps its own book of whoever opens a key.
    if (credential.kind !== 'access_key') onCredentialUse?.({ ...describeUse(account, use), credential });
    if (credential.kind !== 'role' || policy === undefined) return base;
    const run = nameInAws(use.runId ?? use.caller);
    return takeRoles({ account, source: credential, base, policy, sessionName: `watchkeeper-${run}`.slice(0, 64), sourceIdentity: run });
  }

  return {
    of(account, use) {
      let policies: SessionPolicies | undefined;
      const policyFor = (action: string) => {
        if (account.credential.kind !== 'role') return undefined;
        policies ??= sessionPoliciesFor(use.actions);
        return policies.get(action);
      };
      const keyFor = (action: string) => JSON.stringify([account.accountId, account.credential, use.caller, use.runId, policyFor(action)]);
      return {
        credentialsFor: (action) => store.get(keyFor(action), account, () => fetch(account, use, policyFor(action))),
        forget: (action) => store.forget(keyFor(action)),
      };
    },
    forgetAbout: (what) => store.forgetWhere((account) => isAbout(what, account)),
    renew(account) {
      remarks.drop(account);
      store.forgetWhere(({ accountId }) => accountId === account.accountId);
    },
    remarks: (account) => remarks.of(account),
  };
}

function describeUse({ accountId }: Account, { caller, name = caller, runId, purpose, address, actor }: AwsUse): CredentialUse {
  return {
    actor: actor ?? { kind: runId === undefined ? 'command' : 'agent', id: caller, name },
    purpose: purpose ?? `calls of ${name}`,
    accountId: accountId === '' ? null : accountId,
    address: address ?? null,
    ...(runId === undefined ? {} : { runId }),
  };
}

function firstCall({ accountId, defaultRegion, credential }: Account): CallPlace {
  const operation = credential.kind === 'role' ? 'AssumeRole' : 'GetCallerIdentity';
  return { accountId, region: defaultRegion, service: 'sts', operation, action: `sts:${operation}` };
}

/** AWS takes 2 to 64 letters, digits and =,.@-_ for the name of a session and a source identity. */
function nameInAws(text: string): string {
  const name = text.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
  return name.length < 2 ? randomUUID() : name;
}
