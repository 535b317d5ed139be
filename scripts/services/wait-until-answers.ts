import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something accepts connections at the address of a URL. */
export async function waitUntilAnswers(url: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await answers(url))) {
    if (Date.now() > deadline) throw new Error(`Nothing answers at ${url} after ${timeoutMs / 1000} s`);
    await sleep(50);
  }
}

async function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), timeout: 2_000 });
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  } finally {
    socket.destroy();
  }
}
