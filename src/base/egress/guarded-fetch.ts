import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';
import { AppError } from '../../core/app-error.ts';
import { addressRules, type AddressRules } from './address-rules.ts';

export interface GuardedRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  readonly redirect?: 'follow' | 'error' | 'manual';
}

export type GuardedFetch = (url: string | URL, request?: GuardedRequest) => Promise<Response>;

/** As Node's own, with every address of the name. */
export type Resolve = (host: string, answer: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void) => void;

export interface GuardOptions {
  /** Names, addresses and networks that may be reached although they are private. */
  readonly allow: readonly string[];
  readonly timeoutMs?: number;
  readonly resolve?: Resolve;
}

const usualTimeoutMs = 15_000;
const resolveAll: Resolve = (host, answer) => lookUp(host, { all: true }, answer);

/**
 * `fetch` for addresses that people or other services name: what is asked must not be this machine, its network or where it gets its
 * credentials. It is looked at when the connection is made, so that neither a redirect nor a name that changes its mind leads inside.
 */
export function guardedFetch({ allow, timeoutMs = usualTimeoutMs, resolve = resolveAll }: GuardOptions): GuardedFetch {
  const rules = addressRules(allow);
  const connect = buildConnector({ timeout: timeoutMs, lookup: guardedLookup(rules, resolve) });
  const agent = new Agent({
    connect(options, callback) {
      const host = options.hostname.replace(/^\[|\]$/g, '');
      const because = isIP(host) === 0 ? null : rules.refuse(host, host);
      if (because === null) connect(options, callback);
      else callback(refused(host, because), null);
    },
  });

  return async (url, request = {}) => {
    checkAddress(new URL(url));
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(request.signal ? [request.signal] : [])]);
    try {
      return await undiciFetch(url, { ...request, signal, dispatcher: agent });
    } catch (error) {
      throw refusalIn(error) ?? error;
    }
  };
}

/** All addresses of a name must lead out: the one that is taken is not ours to choose. */
function guardedLookup(rules: AddressRules, resolve: Resolve) {
  return (host: string, options: { all?: boolean | undefined }, answer: (error: Error | null, address: string | LookupAddress[], family?: number) => void): void => {
    resolve(host, (error, addresses) => {
      const because = addresses?.map(({ address }) => rules.refuse(address, host)).find((one) => one !== null);
      const [first] = addresses ?? [];
      if (error || !first) answer(error ?? new Error(`${host} has no address`), []);
      else if (because !== undefined) answer(refused(host, because), []);
      else if (options.all) answer(null, [...addresses]);
      else answer(null, first.address, first.family);
    });
  };
}

function checkAddress({ protocol, username, password, host }: URL): void {
  if (protocol !== 'http:' && protocol !== 'https:') throw new AppError('bad-request', `${protocol} is no address of the web`, { hint: 'Use one that begins with https://' });
  if (username !== '' || password !== '') throw new AppError('bad-request', `The address of ${host} has a password in it`, { hint: 'Give it where passwords are asked for' });
}

function refused(host: string, because: string): AppError {
  return new AppError('forbidden', `Watchkeeper does not connect to ${host}: it is ${because}`, { hint: 'egress.allow in the settings permits single names, addresses or networks' });
}

function refusalIn(error: unknown): AppError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof AppError) return cause;
  return undefined;
}
