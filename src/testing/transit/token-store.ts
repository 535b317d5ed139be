import { randomBytes } from 'node:crypto';

export interface TokenFacts {
  readonly ttlSeconds: number;
  /** After this long a token cannot be renewed any more. */
  readonly maxTtlSeconds: number;
}

interface Token {
  readonly madeAt: number;
  endsAt: number;
}

/** The tokens of a Vault: they end unless they are renewed, and never live longer than they may. */
export function createTokenStore({ ttlSeconds, maxTtlSeconds }: TokenFacts) {
  const root = `hvs.${randomBytes(12).toString('hex')}`;
  const tokens = new Map<string, Token>([[root, { madeAt: Date.now(), endsAt: Number.POSITIVE_INFINITY }]]);
  let renewed = 0;
  const secondsLeft = ({ endsAt }: Token) => (Number.isFinite(endsAt) ? Math.max(0, Math.floor((endsAt - Date.now()) / 1_000)) : 0);
  const auth = (id: string, token: Token) => ({ client_token: id, lease_duration: secondsLeft(token), renewable: true, policies: ['default', 'watchkeeper'] });
  return {
    root,
    make() {
      const id = `hvs.${randomBytes(12).toString('hex')}`;
      const token = { madeAt: Date.now(), endsAt: Date.now() + ttlSeconds * 1_000 };
      tokens.set(id, token);
      return auth(id, token);
    },
    isGood: (id: string) => (tokens.get(id)?.endsAt ?? 0) > Date.now(),
    lookUp(id: string) {
      const token = tokens.get(id);
      return token ? { ttl: secondsLeft(token), renewable: id !== root, id } : undefined;
    },
    renew(id: string) {
      const token = tokens.get(id);
      if (!token || id === root) return undefined;
      renewed += 1;
      token.endsAt = Math.min(Date.now() + ttlSeconds * 1_000, token.madeAt + maxTtlSeconds * 1_000);
      return { status: 200, body: { auth: auth(id, token) } };
    },
    revokeAll() {
      for (const id of tokens.keys()) if (id !== root) tokens.delete(id);
    },
    renewals: () => renewed,
  };
}
