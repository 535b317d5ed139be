import { createHash } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { allowInsecureRequests, type CustomFetch, authorizationCodeGrant, buildAuthorizationUrl, calculatePKCECodeChallenge, customFetch, discovery, enableNonRepudiationChecks, fetchUserInfo, None, randomNonce, randomPKCECodeVerifier, randomState, type Configuration } from 'openid-client';
import { z } from 'zod';
import { AppError } from '../../../core/app-error.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Config } from '../../config/config-schema.ts';
import type { GuardedFetch } from '../../egress/guarded-fetch.ts';
import type { Store } from '../../store/store.ts';
import type { Log } from '../../telemetry/create-log.ts';
import { accessSecret, type Seals } from '../access-secret.ts';
import type { KnownUser } from '../read-user.ts';
import type { Refusal } from './contract.ts';
import { keepSsoUser } from './keep-sso-user.ts';
import { mapClaims } from './map-claims.ts';

export interface SingleSignOn {
  readonly title: string;
  /** Where to lead the browser, and the cookie that it must bring back. */
  start(): Promise<{ url: string; cookie: string }>;
  /** Who came back, or why nobody did. */
  finish(query: URLSearchParams, headers: Headers): Promise<{ user: KnownUser } | { refused: Refusal }>;
  /** Takes the cookie back. */
  readonly endCookie: string;
}

export interface SingleSignOnOptions {
  readonly config: Config['access']['oidc'];
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly seals: Seals;
  readonly publicUrl: string;
  readonly fetch: GuardedFetch;
}

const cookieName = 'watchkeeper.sso';
const cookiePath = '/api/session/sso';
const patienceSeconds = 600;
const startedSchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });

/** Single sign-on by OpenID Connect: authorisation code with PKCE, state and nonce. Undefined where no provider is configured. */
export function openSingleSignOn({ config, store, clock, log, seals, publicUrl, fetch }: SingleSignOnOptions): SingleSignOn | undefined {
  const { issuer, clientId } = config;
  if (issuer === undefined || clientId === undefined) return undefined;
  const key = async () => createHash('sha256').update(`single sign-on ${await accessSecret({ store, seals }, 'cookies')}`).digest();
  const callback = new URL('/api/session/sso/callback', publicUrl);
  const secure = callback.protocol === 'https:' ? '; Secure' : '';
  // Lax: the browser comes back from another site.
  const cookieOf = (value: string, seconds: number) => `${cookieName}=${value}; Path=${cookiePath}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
  let known: Promise<Configuration> | undefined;

  /** Found out when first asked, and again after a failure: the provider may be away while we start. */
  const provider = () =>
    (known ??= discover({ issuer: new URL(issuer), clientId, clientSecret: config.clientSecret }, fetch).catch((error: unknown) => {
      known = undefined;
      throw new AppError('could-not-look', `The identity provider ${new URL(issuer).host} does not answer`, { hint: 'Try again, or log in with a password', cause: error });
    }));

  async function claimsOf(configuration: Configuration, query: URLSearchParams, started: z.output<typeof startedSchema>) {
    const back = new URL(callback);
    back.search = query.toString();
    const tokens = await authorizationCodeGrant(configuration, back, { pkceCodeVerifier: started.verifier, expectedState: started.state, expectedNonce: started.nonce, idTokenExpected: true });
    const claims = tokens.claims();
    if (!claims) throw new Error('The identity provider gave no identity');
    const more = configuration.serverMetadata().userinfo_endpoint === undefined ? {} : await fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return { ...more, ...claims };
  }

  return {
    title: config.title,
    endCookie: cookieOf('', 0),
    async start() {
      const configuration = await provider();
      const started = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: callback.href,
        scope: config.scopes.join(' '),
        response_type: 'code',
        state: started.state,
        nonce: started.nonce,
        code_challenge: await calculatePKCECodeChallenge(started.verifier),
        code_challenge_method: 'S256',
      });
      const sealed = await new EncryptJWT(started).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).setExpirationTime(Math.floor(clock().getTime() / 1_000) + patienceSeconds).encrypt(await key());
      return { url: url.href, cookie: cookieOf(sealed, patienceSeconds) };
    },
    async finish(query, headers) {
      const started = await startedBy(headers, await key(), clock());
      if (!started) return { refused: 'too-late' };
      if (query.has('error')) {
        log.info({ error: query.get('error') }, 'The identity provider did not log somebody in');
        return { refused: query.get('error') === 'access_denied' ? 'cancelled' : 'failed' };
      }
      try {
        const claims = await claimsOf(await provider(), query, started);
        const mapped = mapClaims(claims, config);
        if (typeof mapped === 'string') return { refused: mapped };
        const user = await keepSsoUser(store, { identity: { issuer: claims.iss, subject: claims.sub }, mapped }, clock());
        return user ? { user } : { refused: 'name-taken' };
      } catch (error) {
        log.warn({ err: error }, 'A single sign-on failed');
        return { refused: 'failed' };
      }
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: { issuer: URL; clientId: string; clientSecret: string | undefined }, fetch: GuardedFetch): Promise<Configuration> {
  const guarded: CustomFetch = (url, { body, method, headers, signal, redirect }) => fetch(url, { method, headers, redirect, ...(typeof body === 'string' || body instanceof URLSearchParams ? { body: body.toString() } : {}), ...(signal ? { signal } : {}) });
  const isPlain = issuer.protocol === 'http:';
  const options = { [customFetch]: guarded, timeout: 15, ...(isPlain ? { execute: [allowInsecureRequests] } : {}) };
  const configuration = clientSecret === undefined ? await discovery(issuer, clientId, undefined, None(), options) : await discovery(issuer, clientId, clientSecret, undefined, options);
  enableNonRepudiationChecks(configuration);
  return configuration;
}

async function startedBy(headers: Headers, key: Uint8Array, now: Date): Promise<z.output<typeof startedSchema> | undefined> {
  const sealed = new RegExp(`(?:^|; ?)${cookieName.replace('.', '\\.')}=([^;]+)`).exec(headers.get('cookie') ?? '')?.[1];
  if (sealed === undefined) return undefined;
  try {
    const { payload } = await jwtDecrypt(sealed, key, { currentDate: now });
    return startedSchema.parse(payload);
  } catch {
    // Too old, or not ours.
    return undefined;
  }
}
