import type { Account } from '../../core/account.ts';
import type { Gap } from '../../core/gap.ts';
import type { Input, OperationName, Output, PagedOperationName, ServiceName } from './services.ts';

/** What a caller states before it may call AWS at all. */
export interface AwsUse {
  /** The IAM actions the unit declared; any other call fails with `undeclared-call`. */
  readonly actions: readonly string[];
  /** Who asks, for the ledger and the session name: an agent's or a command's id. */
  readonly caller: string;
  readonly signal?: AbortSignal;
}

/** One account and region, through which calls are made. */
export interface AwsSession {
  readonly account: Account;
  readonly region: string;
  call<S extends ServiceName, O extends OperationName<S>>(service: S, operation: O, input: Input<S, O>): Promise<Output<S, O>>;
  /** Every page of a paged operation, one at a time, as they are asked for. */
  pages<S extends ServiceName, O extends PagedOperationName<S>>(service: S, operation: O, input: Input<S, O>): AsyncIterable<Output<S, O>>;
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

/** The only way to AWS. */
export interface AwsDoor {
  for(account: Account, region: string, use: AwsUse): AwsSession;
  /** What was called and what it cost since the start, by account, region, operation and caller. */
  ledger(): readonly LedgerLine[];
  breakers(): readonly BreakerState[];
  close(): Promise<void>;
}
