import { BrokenCircuitError } from 'cockatiel';
import type { Account } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import { systemClock, type Clock } from '../../core/clock.ts';
import { durationMs } from '../../core/duration.ts';
import type { GapReason } from '../../core/gap.ts';
import { iamActionFor } from '../../core/iam-action.ts';
import type { Config } from '../config/config-schema.ts';
import { abortable } from './abortable.ts';
import { CallFailure, gapFor, revokedGap, type CallPlace } from './call-failure.ts';
import { openCallLedger } from './call-ledger.ts';
import { classifyFailure, isExpiredCredentials } from './classify-failure.ts';
import { openClientPool, type AwsClient } from './client-pool.ts';
import type { CredentialsProvider } from './credentials.ts';
import type { AwsDoor, AwsSession, AwsUse, CredentialUsed, OpenAccessKey } from './door.ts';
import { openLanes, type Lane } from './lanes.ts';
import { openIdentities } from './open-identities.ts';
import { openRetryPolicy } from './retry-policy.ts';
import { openRevocations, type Hold } from './revocations.ts';
import type { ServiceName } from './services.ts';

export interface AwsDoorOptions {
  readonly config: Config['aws'];
  /** Instead of the environment's own, for the simulated organisation. */
  readonly baseCredentials?: CredentialsProvider;
  readonly clock?: Clock;
  /** Opens an access key that the vault keeps; without it, accounts with one are a gap. */
  readonly openAccessKey?: OpenAccessKey;
  /** Told once each time that a role is taken on or ambient credentials are fetched; what the vault opens, it tells itself. */
  readonly onCredentialUse?: (use: CredentialUsed) => void;
  /** Told when a breaker opens, when the fallback is `alert`. */
  readonly onBreakerOpen?: (place: CallPlace) => void;
}

/** One call and how it is to be made. */
interface Order<T> {
  readonly place: CallPlace;
  readonly account: Account;
  readonly use: AwsUse;
  /** Taking on a role happens within a call that has its place in the account already. */
  readonly isWithinCall?: boolean;
  readonly send: (signal: AbortSignal | undefined) => Promise<T>;
  readonly onExpired?: () => void;
}

export function openAwsDoor({ config, baseCredentials, clock = systemClock, openAccessKey, onCredentialUse, onBreakerOpen }: AwsDoorOptions): AwsDoor {
  const ledger = openCallLedger({ monthlyCeilingUsd: config.monthlyCeilingUsd, clock });
  const retries = openRetryPolicy(config);
  const lanes = openLanes({ config, clock, onBreakerOpen });
  const revocations = openRevocations();
  const clients = openClientPool({ endpoint: config.endpoint, timeoutMs: durationMs(config.timeout) });
  const identities = openIdentities({
    clients,
    clock,
    ambient: baseCredentials,
    openAccessKey,
    onCredentialUse,
    send: (place, account, send) => guarded({ place, account, send, use: { actions: [place.action], caller: 'credentials' }, isWithinCall: true }),
  });

  /** One call with all that guards it: declared, not revoked, within budget, not too fast, not too many, tried again, and written down. */
  async function guarded<T>({ place, account, use, isWithinCall, send, onExpired }: Order<T>): Promise<T> {
    refuseUndeclared(place, use);
    refuseRevoked(place, account);
    const booking = ledger.book(place, account.monthlyCeilingUsd);
    if (!booking) throw new CallFailure(gapFor(place, 'over-budget', clock()), undefined);
    const lane = lanes.for(place);
    const hold = revocations.hold(account, use.signal);
    const inAccount = <R>(work: () => Promise<R>): Promise<R> => (isWithinCall ? work() : lanes.ofAccount(account.accountId, account.concurrency).execute(work));
    let tries = 0;
    let hasFailed = true;
    try {
      const tried = retries.execute(async () => {
        await lane.budget.take(hold.signal);
        return lane.bulkhead.execute(() =>
          inAccount(() =>
            lane.breaker.execute(async () => {
              hold.signal.throwIfAborted();
              tries += 1;
              return attempt(() => send(hold.signal), { lane, onExpired });
            }),
          ),
        );
      }, hold.signal);
      const answer = await abortable(tried, hold.signal);
      hasFailed = false;
      return answer;
    } catch (error) {
      throw failureOf(error, place, hold);
    } finally {
      hold.release();
      booking.settle({ caller: use.caller, tries, hasFailed });
    }
  }

  async function attempt<T>(send: () => Promise<T>, { lane, onExpired }: { lane: Lane; onExpired: (() => void) | undefined }): Promise<T> {
    try {
      const answer = await send();
      lane.budget.recover();
      return answer;
    } catch (error) {
      if (classifyFailure(error) === 'throttled') lane.budget.slowDown();
      if (isExpiredCredentials(error)) onExpired?.();
      throw error;
    }
  }

  function failureOf(error: unknown, place: CallPlace, { signal, because }: Hold): unknown {
    const revoked = because();
    if (revoked !== undefined) return new CallFailure(revokedGap(place, clock(), revoked), error);
    if (error instanceof CallFailure || error instanceof AppError) return error;
    const reason: GapReason | 'other' = signal.aborted ? 'cancelled' : error instanceof BrokenCircuitError ? 'circuit-open' : classifyFailure(error);
    return reason === 'other' ? error : new CallFailure(gapFor(place, reason, clock()), error);
  }

  function refuseRevoked(place: CallPlace, account: Account): void {
    const because = revocations.reasonFor(account);
    if (because !== undefined) throw new CallFailure(revokedGap(place, clock(), because), undefined);
  }

  function sessionFor(account: Account, region: string, use: AwsUse): AwsSession {
    const { accountId } = account;
    const identity = identities.of(account, use);
    const placeOf = (service: string, operation: string): CallPlace => ({ accountId, region, service, operation, action: iamActionFor(service, operation) });

    /** Credentials are had before the call takes its place in any line: having them may need calls of its own. */
    async function order<T>(place: CallPlace, send: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
      refuseRevoked(place, account);
      await abortable(had(place), use.signal).catch((error: unknown) => {
        throw use.signal?.aborted ? new CallFailure(gapFor(place, 'cancelled', clock()), error) : error;
      });
      return guarded({ place, account, use, send, onExpired: () => identity.forget(place.action) });
    }

    async function had(place: CallPlace): Promise<void> {
      try {
        await identity.credentialsFor(place.action);
      } catch (error) {
        if (error instanceof CallFailure || error instanceof AppError) throw error;
        const reason = classifyFailure(error);
        throw reason === 'other' ? error : new CallFailure(gapFor(place, reason, clock()), error);
      }
    }

    const clientFor = <S extends ServiceName>(service: S, action: string): Promise<AwsClient<S>> => clients.get(service, region, () => identity.credentialsFor(action));
    return {
      account,
      region,
      async call(service, operation, input) {
        const place = placeOf(service, operation);
        refuseUndeclared(place, use);
        const client = await clientFor(service, place.action);
        return order(place, (signal) => client.send(operation, input, signal));
      },
      pages(service, operation, input) {
        const place = placeOf(service, operation);
        refuseUndeclared(place, use);
        return openedLater(async () => {
          const client = await clientFor(service, place.action);
          return client.pages(operation, input, (send) => order(place, send));
        });
      },
      expiresAt: async (action) => (await identity.credentialsFor(action)).expiration,
      async orGap(look) {
        try {
          return { ok: true, value: await look() };
        } catch (error) {
          if (error instanceof CallFailure) return { ok: false, gap: error.gap };
          throw error;
        }
      },
    };
  }

  return {
    for: sessionFor,
    ledger: () => ledger.lines(),
    breakers: () => lanes.breakers(),
    revoke(what, because) {
      identities.forgetAbout(what);
      revocations.revoke(what, because);
    },
    allow: (what) => revocations.allow(what),
    remarks: (account) => identities.remarks(account),
    renew: (account) => identities.renew(account),
    forget: (what) => identities.forgetAbout(what),
    flushUsage: (store) => ledger.flush(store),
    close: () => clients.close(),
  };
}

/** Pages of a client that is only loaded when the first of them is asked for. */
function openedLater<T>(open: () => Promise<AsyncIterable<T>>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      let pages: Promise<AsyncIterator<T>> | undefined;
      const opened = () => (pages ??= open().then((iterable) => iterable[Symbol.asyncIterator]()));
      return {
        next: async () => (await opened()).next(),
        return: async () => (await (await opened()).return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}

function refuseUndeclared({ action }: CallPlace, use: AwsUse): void {
  if (use.actions.includes(action)) return;
  throw new AppError('undeclared-call', `${use.caller} called ${action}, which it did not declare`, { hint: 'Add the action to the iamActions of its unit' });
}
