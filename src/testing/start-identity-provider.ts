import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who logs in next, and what goes wrong. */
  next: {
    claims: Record<string, unknown>;
    /** Told by the userinfo endpoint alone. */
    userinfo?: Record<string, unknown>;
    nonce?: string;
    audience?: string;
    signedBy?: 'another key';
    error?: string;
  };
}

interface Grant {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly nonce: string;
}

/** A small identity provider that speaks OpenID Connect over HTTP: discovery, authorisation code with PKCE, signed identity tokens. Whoever comes is logged in at once. */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const keys = await generateKeyPair('RS256');
  const others = await generateKeyPair('RS256');
  const grants = new Map<string, Grant>();
  const accessTokens = new Map<string, Record<string, unknown>>();
  const server = createServer((request, response) => void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const provider: IdentityProvider = { issuer, clientId: 'watchkeeper', clientSecret: 'the-secret-of-the-client', next: { claims: {} } };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    const json = (status: number, body: unknown) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return void json(200, { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, userinfo_endpoint: `${issuer}/userinfo`, response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'], code_challenge_methods_supported: ['S256'], authorization_response_iss_parameter_supported: true });
      case '/keys':
        return void json(200, { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', use: 'sig', alg: 'RS256' }] });
      case '/authorize':
        return authorise(url.searchParams, response);
      case '/token':
        return exchange(request, json);
      case '/userinfo':
        return void json(200, accessTokens.get((request.headers.authorization ?? '').replace('Bearer ', '')) ?? {});
      default:
        return void json(404, {});
    }
  }

  function authorise(asked: URLSearchParams, response: ServerResponse): void {
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('state', asked.get('state') ?? '');
    back.searchParams.set('iss', issuer);
    if (provider.next.error) back.searchParams.set('error', provider.next.error);
    else {
      const code = randomUUID();
      if (asked.get('code_challenge_method') !== 'S256' || asked.get('client_id') !== provider.clientId) throw new Error('The request is not what was agreed');
      grants.set(code, { challenge: asked.get('code_challenge') ?? '', redirectUri: asked.get('redirect_uri') ?? '', nonce: asked.get('nonce') ?? '' });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  async function exchange(request: IncomingMessage, json: (status: number, body: unknown) => void): Promise<void> {
    const given = new URLSearchParams(await text(request));
    const basic = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
    const secret = given.get('client_secret') ?? decodeURIComponent(basic.split(':')[1] ?? '');
    const code = given.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    const isVerified = grant?.challenge === createHash('sha256').update(given.get('code_verifier') ?? '').digest('base64url');
    if (!grant || !isVerified || given.get('redirect_uri') !== grant.redirectUri) return json(400, { error: 'invalid_grant' });
    if (secret !== provider.clientSecret) return json(401, { error: 'invalid_client' });
    const { claims, nonce = grant.nonce, audience = provider.clientId, signedBy, userinfo } = provider.next;
    const token = await new SignJWT({ ...claims, nonce })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(signedBy ? others.privateKey : keys.privateKey);
    const accessToken = randomUUID();
    accessTokens.set(accessToken, { sub: claims['sub'], ...userinfo });
    json(200, { access_token: accessToken, token_type: 'Bearer', expires_in: 300, id_token: token });
  }

  return provider;
}
