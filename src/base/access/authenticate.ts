import type { Role } from '../../core/role.ts';
import type { Caller } from '../../core/route.ts';
import type { Store } from '../store/store.ts';
import { sessionCookie, type Auth } from './create-auth.ts';
import type { TokenIssuer } from './issue-tokens.ts';
import { keyPrefix, type KeyManager } from './manage-keys.ts';
import { bearerToken, matchesSecret } from './matches-secret.ts';
import { callerOf, mustEnrol, userById } from './read-user.ts';

/** Who sent a request, or why nobody is known to have. */
export type Authentication =
  | { readonly status: 'known'; readonly caller: Caller }
  | { readonly status: 'unknown'; readonly because: 'nothing-given' | 'session-expired' | 'wrong-token' | 'key-expired' | 'token-expired' };

interface AuthenticatorDeps {
  readonly store: Store;
  readonly auth: () => Promise<Auth>;
  readonly keys: KeyManager;
  readonly tokens: TokenIssuer;
  readonly adminToken: string | undefined;
  readonly secondFactorFor: readonly Role[];
}

const tokenCaller: Caller = { id: 'admin-token', username: 'admin-token', name: 'Administrator token', role: 'admin', accounts: 'all', by: 'token' };
const wrongToken = { status: 'unknown', because: 'wrong-token' } as const;

/** A bearer token counts before a cookie, and a wrong one is nobody, whatever cookie comes with it. */
export function authenticator({ store, auth, keys, tokens, adminToken, secondFactorFor }: AuthenticatorDeps): (headers: Headers, address?: string) => Promise<Authentication> {
  async function byBearer(token: string, address: string | undefined): Promise<Authentication> {
    if (adminToken !== undefined && matchesSecret(token, adminToken)) return { status: 'known', caller: tokenCaller };
    if (token.startsWith(keyPrefix)) {
      const checked = await keys.check(token, address ?? null);
      if (checked.status === 'known') return checked;
      return checked.status === 'expired' ? { status: 'unknown', because: 'key-expired' } : wrongToken;
    }
    const checked = await tokens.check(token);
    if (checked.status === 'known') return { status: 'known', caller: callerOf(checked.user, { by: 'jwt', credentialId: checked.familyId, mustEnrol: mustEnrol(checked.user, secondFactorFor) }) };
    return checked.status === 'expired' ? { status: 'unknown', because: 'token-expired' } : wrongToken;
  }

  return async (headers, address) => {
    const token = bearerToken(headers);
    if (token !== undefined) return byBearer(token, address);
    if (headers.has('authorization') && !headers.has('cookie')) return wrongToken;
    if (!headers.get('cookie')?.includes(`${sessionCookie}=`)) return { status: 'unknown', because: 'nothing-given' };
    const session = await (await auth()).api.getSession({ headers });
    const user = session ? await userById(store, session.user.id) : undefined;
    if (!session || !user) return { status: 'unknown', because: 'session-expired' };
    return { status: 'known', caller: callerOf(user, { by: 'session', credentialId: session.session.id, mustEnrol: mustEnrol(user, secondFactorFor) }) };
  };
}
