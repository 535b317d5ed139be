import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface TestProxy {
  /** The address given, by way of the proxy. */
  readonly url: string;
  /** Cuts every connection and takes no more until `restore`. */
  lose(): void;
  restore(): void;
}

/** Stands before a real server, so that a test can lose it without stopping it for everybody else. */
export async function startProxy(target: string): Promise<TestProxy> {
  const url = new URL(target);
  const { hostname, port } = url;
  const open = new Set<Socket>();
  let isLost = false;
  const server = createServer((near) => {
    if (isLost) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      // A broken side closes the other: that is all there is to do about it.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port');
  const lose = () => {
    isLost = true;
    for (const socket of open) socket.destroy();
  };
  onTestFinished(() => {
    lose();
    server.close();
  });
  url.hostname = '127.0.0.1';
  url.port = String(address.port);
  return {
    url: url.href,
    lose,
    restore() {
      isLost = false;
    },
  };
}
