import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { createTransitEngine } from './transit/transit-engine.ts';
import { createTokenStore, type TokenFacts } from './transit/token-store.ts';

export interface TransitServer {
  readonly address: string;
  readonly rootToken: string;
  seal(): void;
  unseal(): void;
  /** Takes no connection any more, as a machine that is gone. */
  vanish(): Promise<void>;
  /** Comes back at the same address. */
  comeBack(): Promise<void>;
  revokeTokens(): void;
  readonly logins: readonly string[];
  readonly renewals: () => number;
}

interface Answer {
  readonly status: number;
  readonly body?: object;
}

const denied: Answer = { status: 403, body: { errors: ['1 error occurred:\n\t* permission denied\n\n'] } };

/** HashiCorp Vault as far as the transit keyring asks it: transit, token, AppRole and Kubernetes logins, sealing. Closed when the test is over. */
export async function startTransitServer({ tokens: lives = {}, namespace }: { tokens?: Partial<TokenFacts>; namespace?: string } = {}): Promise<TransitServer> {
  const engine = createTransitEngine();
  const tokens = createTokenStore({ ttlSeconds: 3_600, maxTtlSeconds: 86_400, ...lives });
  const logins: string[] = [];
  const approle = { role_id: 'role-id-1', secret_id: 'secret-id-1' };
  const kubernetes = { role: 'watchkeeper', jwt: 'pod-token-1' };
  let isSealed = false;

  function logIn(method: string, isRight: boolean): Answer {
    if (!isRight) return method === 'approle' ? { status: 400, body: { errors: ['invalid role or secret ID'] } } : denied;
    logins.push(method);
    return { status: 200, body: { auth: tokens.make() } };
  }

  function answer(request: IncomingMessage, body: Record<string, unknown>): Answer {
    const path = (request.url ?? '').replace(/^\/v1\//, '');
    if (isSealed) return { status: 503, body: { errors: ['Vault is sealed'] } };
    if ((request.headers['x-vault-namespace'] ?? undefined) !== namespace) return { status: 404, body: { errors: ['no handler for route'] } };
    if (path === 'auth/approle/login') return logIn('approle', body.role_id === approle.role_id && body.secret_id === approle.secret_id);
    if (path === 'auth/kubernetes/login') return logIn('kubernetes', body.role === kubernetes.role && body.jwt === kubernetes.jwt);
    const token = String(request.headers['x-vault-token'] ?? '');
    if (!tokens.isGood(token)) return denied;
    if (path === 'auth/token/lookup-self') return { status: 200, body: { data: tokens.lookUp(token) } };
    if (path === 'auth/token/renew-self') return tokens.renew(token) ?? { status: 400, body: { errors: ['lease is not renewable'] } };
    return engine.answer(path, body);
  }

  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { status, body: answered } = answer(request, body);
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      response.end(answered === undefined ? '' : JSON.stringify(answered));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(stop);
  return {
    address: `http://127.0.0.1:${port}`,
    rootToken: tokens.root,
    seal: () => void (isSealed = true),
    unseal: () => void (isSealed = false),
    vanish: stop,
    async comeBack() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    revokeTokens: () => tokens.revokeAll(),
    logins,
    renewals: () => tokens.renewals(),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}
