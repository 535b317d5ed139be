import { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { bulkhead, BrokenCircuitError, type CircuitBreakerPolicy } from 'cockatiel';
import type { Account } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import { systemClock, type Clock } from '../../core/clock.ts';
import { durationMs } from '../../core/duration.ts';
import type { GapReason } from '../../core/gap.ts';
import { iamActionFor } from '../../core/iam-action.ts';
import type { Config } from '../config/config-schema.ts';
import { CallFailure, gapFor, type CallPlace } from './call-failure.ts';
import { openCallLedger } from './call-ledger.ts';
import { breakerStateName, openCircuitBreaker } from './circuit-breaker.ts';
import { classifyFailure, isExpiredCredentials } from './classify-failure.ts';
import { openClientPool, type AwsClient } from './client-pool.ts';
import { openCredentialStore, type Credentials, type CredentialsProvider } from './credentials.ts';
import type { AwsDoor, AwsSession, AwsUse, BreakerState } from './door.ts';
import { abortable } from './abortable.ts';
import { openRateBudget, type RateBudget } from './rate-budget.ts';
import { openRetryPolicy } from './retry-policy.ts';
import type { ServiceName } from './services.ts';

export interface AwsDoorOptions {
  readonly config: Config['aws'];
  /** Instead of the environment's own, for the simulated organisation. */
  readonly baseCredentials?: CredentialsProvider;
  readonly clock?: Clock;
  /** Told when a breaker opens, when the fallback is `alert`. */
  readonly onBreakerOpen?: (place: CallPlace) => void;
}

/** Everything that one account, region and service share: how fast, how many at a time, and whether it is failing. */
interface Lane {
  readonly breaker: CircuitBreakerPolicy;
  readonly bulkhead: ReturnType<typeof bulkhead>;
  readonly budget: RateBudget;
  since: Date;
}

export function openAwsDoor({ config, baseCredentials, clock = systemClock, onBreakerOpen }: AwsDoorOptions): AwsDoor {
  const ledger = openCallLedger({ monthlyCeilingUsd: config.monthlyCeilingUsd, clock });
  const retries = openRetryPolicy(config);
  const lanes = new Map<string, Lane>();
  const base = baseCredentials ?? fromNodeProviderChain();
  const clients = openClientPool({ endpoint: config.endpoint, timeoutMs: durationMs(config.timeout) });
  const credentials = openCredentialStore((account) => fetchCredentials(account));

  async function fetchCredentials(account: Account): Promise<Credentials> {
    const { credential } = account;
    if (credential.kind === 'ambient') return base();
    if (credential.kind === 'profile') return fromIni({ profile: credential.profile })();
    const place = { accountId: account.accountId, region: account.defaultRegion, service: 'sts', operation: 'AssumeRole', action: 'sts:AssumeRole' };
    const client = await clients.get('sts', account.defaultRegion, { key: 'base', provider: base });
    const { Credentials: answer } = await guarded(place, { caller: 'credentials', actions: ['sts:AssumeRole'] }, () =>
      client.send('AssumeRole', {
        RoleArn: credential.roleArn,
        RoleSessionName: 'watchkeeper',
        ...(credential.externalId === undefined ? {} : { ExternalId: credential.externalId }),
      }),
    );
    if (!answer?.AccessKeyId || !answer.SecretAccessKey) throw new CallFailure(gapFor(place, 'credentials', clock()), undefined);
    return {
      accessKeyId: answer.AccessKeyId,
      secretAccessKey: answer.SecretAccessKey,
      ...(answer.SessionToken === undefined ? {} : { sessionToken: answer.SessionToken }),
      ...(answer.Expiration === undefined ? {} : { expiration: answer.Expiration }),
    };
  }

  /** One call with all that guards it: declared, within budget, not too fast, not too many, tried again, and written down. */
  async function guarded<T>(place: CallPlace, use: AwsUse & { account?: Account }, send: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
    refuseUndeclared(place, use);
    if (!ledger.allows(place)) throw new CallFailure(gapFor(place, 'over-budget', clock()), undefined);
    const lane = laneFor(place);
    let tries = 0;
    let hasFailed = true;
    try {
      const tried = retries.execute(async () => {
        await lane.budget.take(use.signal);
        return lane.bulkhead.execute(() =>
          lane.breaker.execute(async () => {
            tries += 1;
            return attempt(() => send(use.signal), { lane, account: use.account });
          }),
        );
      }, use.signal);
      const answer = await abortable(tried, use.signal);
      hasFailed = false;
      return answer;
    } catch (error) {
      throw failureOf(error, place, use.signal);
    } finally {
      if (tries > 0) ledger.add(place, { caller: use.caller, tries, hasFailed });
    }
  }

  async function attempt<T>(send: () => Promise<T>, { lane, account }: { lane: Lane; account: Account | undefined }): Promise<T> {
    try {
      const answer = await send();
      lane.budget.recover();
      return answer;
    } catch (error) {
      if (classifyFailure(error) === 'throttled') lane.budget.slowDown();
      if (account && isExpiredCredentials(error)) credentials.forget(account);
      throw error;
    }
  }

  function failureOf(error: unknown, place: CallPlace, signal: AbortSignal | undefined): unknown {
    if (error instanceof CallFailure || error instanceof AppError) return error;
    const reason: GapReason | 'other' = signal?.aborted ? 'cancelled' : error instanceof BrokenCircuitError ? 'circuit-open' : classifyFailure(error);
    return reason === 'other' ? error : new CallFailure(gapFor(place, reason, clock()), error);
  }

  function laneFor(place: CallPlace): Lane {
    const { accountId, region, service, operation } = place;
    // LookupEvents has a limit of its own, far below that of the rest of CloudTrail.
    const isLookup = service === 'cloudtrail' && operation === 'LookupEvents';
    const key = [accountId, region, service, isLookup ? operation : ''].join('|');
    const known = lanes.get(key);
    if (known) return known;
    const lane: Lane = {
      breaker: openCircuitBreaker(config.breaker),
      bulkhead: bulkhead(config.concurrency, Number.MAX_SAFE_INTEGER),
      budget: openRateBudget(isLookup ? config.lookupEventsPerSecond : config.callsPerSecond),
      since: clock(),
    };
    lane.breaker.onStateChange(() => {
      lane.since = clock();
    });
    lane.breaker.onBreak(() => {
      if (config.breaker.fallback === 'alert') onBreakerOpen?.(place);
    });
    lanes.set(key, lane);
    return lane;
  }

  function sessionFor(account: Account, region: string, use: AwsUse): AwsSession {
    const { accountId } = account;
    const identity = { key: JSON.stringify([accountId, account.credential]), provider: credentials.get(account) };
    const clientFor = <S extends ServiceName>(service: S): Promise<AwsClient<S>> => clients.get(service, region, identity);
    const placeOf = (service: string, operation: string): CallPlace => ({ accountId, region, service, operation, action: iamActionFor(service, operation) });
    return {
      account,
      region,
      async call(service, operation, input) {
        const place = placeOf(service, operation);
        refuseUndeclared(place, use);
        const client = await clientFor(service);
        return guarded(place, { ...use, account }, (signal) => client.send(operation, input, signal));
      },
      pages(service, operation, input) {
        const place = placeOf(service, operation);
        refuseUndeclared(place, use);
        return openedLater(async () => {
          const client = await clientFor(service);
          return client.pages(operation, input, (send) => guarded(place, { ...use, account }, send));
        });
      },
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
    breakers: () => [...lanes].map(([key, lane]) => describeBreaker(key, lane)),
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

function describeBreaker(key: string, lane: Lane): BreakerState {
  const [accountId = '', region = '', service = ''] = key.split('|');
  return { accountId, region, service, state: breakerStateName(lane.breaker.state), since: lane.since.toISOString() };
}
