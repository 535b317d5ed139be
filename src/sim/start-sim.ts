import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../core/app-error.ts';
import { answerAdmin } from './admin/answer-admin.ts';
import { openAnswering, type CallAnswer, type CallLine } from './answer-call.ts';
import { openFaults, type Faults } from './faults/fault-rules.ts';
import { loadHandlers } from './load-handlers.ts';
import type { HttpAnswer, HttpCall } from './wire/http-call.ts';
import { seededRandom } from './world/seeded-random.ts';
import type { World } from './world/world.ts';

export interface Sim {
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  /** The newest calls, oldest first. */
  calls(): readonly CallLine[];
  close(): Promise<void>;
}

export interface SimOptions {
  readonly world: World;
  readonly host?: string;
  readonly port?: number;
  /** Told of what the simulator itself got wrong; the caller sees an internal error. */
  readonly onBug?: (error: unknown) => void;
}

const bodyLimit = 64 * 1024 * 1024;
const callsKept = 2_000;

/** The simulated AWS as an HTTP endpoint, for any AWS client that is pointed at it. */
export async function startSim({ world, host = '127.0.0.1', port = 0, onBug }: SimOptions): Promise<Sim> {
  const faults = openFaults(seededRandom(world.seed, 'faults'));
  const calls: CallLine[] = [];
  let url = '';
  const answerCall = openAnswering({
    world,
    handlers: await loadHandlers(),
    faults,
    endpoint: () => url,
    onCall(line) {
      calls.push(line);
      if (calls.length > callsKept) calls.splice(0, calls.length - callsKept);
    },
  });
  const closing = new AbortController();

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const http = await readRequest(request);
    if (http === undefined) {
      send(response, { status: 413, headers: {}, body: 'The body is too large' });
    } else if (http.path.startsWith('/_sim/')) {
      send(response, answerAdmin(http, { world, faults, calls }));
    } else {
      const hangUp = new AbortController();
      response.on('close', () => hangUp.abort());
      const signal = AbortSignal.any([closing.signal, hangUp.signal]);
      await sendWithFaults(response, await answerCall(http, signal), signal);
    }
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      if (closing.signal.aborted || isHungUp(error)) return;
      onBug?.(error);
      if (!response.headersSent) send(response, { status: 500, headers: {}, body: 'InternalFailure' });
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, host, port);
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  url = `http://${host}:${actualPort}`;

  return {
    url,
    port: actualPort,
    faults,
    calls: () => calls,
    async close() {
      closing.abort();
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await promise;
    },
  };
}

/** The caller has gone, in the middle of its question or of the answer: nobody is at fault. */
function isHungUp(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || Reflect.get(error, 'code') === 'ECONNRESET');
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (error) {
    throw new AppError('port-taken', `The simulator cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`, {
      hint: 'Choose another port; 0 takes a free one',
      cause: error,
    });
  }
}

async function readRequest(request: IncomingMessage): Promise<HttpCall | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = bytesOf(chunk);
    size += bytes.length;
    // What is too much is read to its end all the same, so that the client hears why it was refused.
    if (size <= bodyLimit) chunks.push(bytes);
  }
  if (size > bodyLimit) return undefined;
  const [path = '/', rawQuery = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]));
  return {
    method: request.method ?? 'GET',
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers,
    body: Buffer.concat(chunks),
    sourceAddress: request.socket.remoteAddress?.replace('::ffff:', '') ?? '127.0.0.1',
  };
}

function bytesOf(chunk: unknown): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
}

async function sendWithFaults(response: ServerResponse, { answer, faults }: CallAnswer, closing: AbortSignal): Promise<void> {
  for (const fault of faults) {
    switch (fault.kind) {
      case 'slow':
        await sleep(fault.delayMs, undefined, { signal: closing });
        break;
      case 'timeout':
        return;
      case 'connection-reset':
        response.destroy();
        return;
      case 'truncated-body': {
        const bytes = Buffer.from(answer.body);
        response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
        response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
        return;
      }
      default:
        break;
    }
  }
  send(response, answer);
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  const length = headers['content-length'] === undefined ? { 'content-length': Buffer.byteLength(body) } : {};
  response.writeHead(status, { ...headers, ...length });
  response.end(body);
}
