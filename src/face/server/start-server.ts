import { once } from 'node:events';
import type { Server as NodeServer } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { AppError } from '../../core/app-error.ts';
import { createApp, type AppOptions } from './create-app.ts';

export interface Server {
  /** Where it listens, with the port that was taken when any was asked for. */
  readonly url: string;
  /** Stops taking requests, ends the event streams and lets what is being answered come to its end. */
  close(): Promise<void>;
}

const graceMs = 5_000;

export async function startServer(options: Omit<AppOptions, 'isClosing'>): Promise<Server> {
  const closing = new AbortController();
  const app = createApp({ ...options, isClosing: closing.signal });
  const server = trustNode(createAdaptorServer({ fetch: app.fetch, serverOptions: { requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: 10_000 } }));
  const { host, port } = options.config.server;
  await listen(server, { host, port });
  return {
    url: urlOf(server, host),
    async close() {
      closing.abort();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** Guarantee: without `createServer` among its options the adaptor makes a plain HTTP/1 server. */
function trustNode(server: ReturnType<typeof createAdaptorServer>): NodeServer {
  return server as NodeServer;
}

async function listen(server: NodeServer, { host, port }: { host: string; port: number }): Promise<void> {
  const listening = once(server, 'listening');
  server.listen(port, host);
  try {
    await listening;
  } catch (error) {
    throw explain(error, { host, port });
  }
}

function explain(error: unknown, { host, port }: { host: string; port: number }): unknown {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return new AppError('port-taken', `Port ${port} of ${host} is taken by another program`, {
        hint: 'Stop that program, or choose another port with --port or WATCHKEEPER_PORT; 0 takes a free one',
        cause: error,
      });
    case 'EACCES':
      return new AppError('address-unavailable', `This user may not listen on port ${port}`, { hint: 'Choose a port above 1023 with --port or WATCHKEEPER_PORT', cause: error });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new AppError('address-unavailable', `This machine has no address "${host}"`, { hint: 'Set WATCHKEEPER_HOST to 127.0.0.1, 0.0.0.0 or an address of this machine', cause: error });
    default:
      return error;
  }
}

function urlOf(server: NodeServer, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${port}`;
}
