import type { Account, CredentialSource } from '../../core/account.ts';
import type { Gap } from '../../core/gap.ts';
import type { Input, OperationName, Output, PagedOperationName, ServiceName } from './services.ts';

/** What a caller states before it may call AWS at all. */
export interface AwsUse {
  /** The IAM actions the unit declared; any other call fails with `undeclared-call`. */
  readonly actions: readonly string[];
  /** Who asks, for the ledger and the audit log: an agent's or a command's id. */
  readonly caller: string;
  /** Its name for people, where the id says little. */
  readonly name?: string;
  /** The run that the calls are made for: its sessions in AWS carry it as their name and source identity. */
  readonly runId?: string;
  /** What it is for, in a few words. */
  readonly purpose?: string;
  /** The network address of who asked, where somebody did. */
  readonly address?: string;
  /** The person who asked, where one did. */
  readonly actor?: CredentialActor;
  readonly signal?: AbortSignal;
}

export interface CredentialActor {
  readonly kind: 'user' | 'token' | 'agent' | 'command' | 'system';
  readonly id: string;
  readonly name: string;
}

/** Who uses credentials, for what, where and from where; told once each time that credentials are fetched. */
export interface CredentialUse {
  readonly actor: CredentialActor;
  readonly purpose: string;
  readonly accountId: string | null;
  readonly address: string | null;
  readonly runId?: string;
}

/** What `onCredentialUse` is told beside who uses them: which they are. */
export interface CredentialUsed extends CredentialUse {
  readonly credential: CredentialSource;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Opens an access key that the vault keeps; audited there. */
export type OpenAccessKey = (credentialId: string, use: CredentialUse) => Promise<AccessKey>;

/** Everything of an account, or of a credential wherever it is used. */
export type RevokedThing = { readonly accountId: string } | { readonly credentialId: string };

/** One account and region, through which calls are made. */
export interface AwsSession {
  readonly account: Account;
  readonly region: string;
  call<S extends ServiceName, O extends OperationName<S>>(service: S, operation: O, input: Input<S, O>): Promise<Output<S, O>>;
  /** Every page of a paged operation, one at a time, as they are asked for. */
  pages<S extends ServiceName, O extends PagedOperationName<S>>(service: S, operation: O, input: Input<S, O>): AsyncIterable<Output<S, O>>;
  /** When the credentials that allow an action end; undefined when they do not. */
  expiresAt(action: string): Promise<Date | undefined>;
  /** Runs `look`; when AWS would not let us or could not answer, returns the gap instead. Bugs still fly. */
  orGap<T>(look: () => Promise<T>): Promise<{ ok: true; value: T } | { ok: false; gap: Gap }>;
}

export interface BreakerState {
  readonly accountId: string;
  readonly region: string;
  readonly service: string;
  readonly state: 'closed' | 'open' | 'half-open';
  readonly since: string;
}

export interface LedgerLine {
  readonly accountId: string;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
  readonly caller: string;
  readonly calls: number;
  readonly failures: number;
  readonly retries: number;
  readonly usd: number;
}

/** What was called in an account on a day. */
export interface UsageLine {
  readonly accountId: string;
  /** As `2026-11-20`, in UTC. */
  readonly day: string;
  readonly action: string;
  readonly calls: number;
  readonly failures: number;
  readonly usd: number;
}

/** Keeps lines, and answers with what this month has cost by account, in all processes together. */
export type StoreUsage = (lines: readonly UsageLine[]) => Promise<ReadonlyMap<string, number>>;

/** The only way to AWS. */
export interface AwsDoor {
  for(account: Account, region: string, use: AwsUse): AwsSession;
  /** What was called and what it cost since the start, by account, region, operation and caller. */
  ledger(): readonly LedgerLine[];
  breakers(): readonly BreakerState[];
  /** Forgets its credentials, ends the calls that run, and answers new ones with a gap, until it is allowed again. */
  revoke(what: RevokedThing, because: string): void;
  allow(what: RevokedThing): void;
  /** What had to be left out to take on an account's roles, in one sentence each. */
  remarks(account: Account): readonly string[];
  /** Forgets the credentials and remarks of an account, so that they are had anew. */
  renew(account: Account): void;
  /** Forgets the credentials of whatever a thing is about, which are had anew by the next call; calls that run go on. */
  forget(what: RevokedThing): void;
  /** Hands what was called since the last time to `store`. */
  flushUsage(store: StoreUsage): Promise<void>;
  close(): Promise<void>;
}
