import type { z } from 'zod';
import type { AppError } from '../../../core/app-error.ts';
import { unavailableKeyring } from '../vault-failures.ts';

export interface TransitAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface TransitClient {
  /** What the server answered, unless it answered nothing, is sealed, or cannot work. */
  ask(method: 'GET' | 'POST', path: string, options?: { token?: string; body?: object }): Promise<TransitAnswer>;
  readonly place: string;
}

const patienceMs = 5_000;
const tries = 3;
const pauseMs = 150;

/** The HTTP API of HashiCorp Vault. What is not answered is asked again: nothing asked here does harm twice. */
export function openTransitClient({ address, namespace }: { address: string; namespace: string | undefined }): TransitClient {
  const place = `HashiCorp Vault at ${new URL(address).host}`;
  const base = address.replace(/\/$/, '');

  async function once(method: string, path: string, { token, body }: { token?: string; body?: object }): Promise<TransitAnswer> {
    const response = await fetch(`${base}/v1/${path}`, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
      headers: {
        'x-vault-request': 'true',
        'content-type': 'application/json',
        ...(token === undefined ? {} : { 'x-vault-token': token }),
        ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : parsed(text) };
  }

  return {
    place,
    async ask(method, path, options = {}) {
      for (let left = tries - 1; ; left -= 1) {
        const answer = await once(method, path, options).catch((error: unknown) => {
          if (left === 0) throw unavailableKeyring(place, reasonOf(error), error);
          return undefined;
        });
        if (answer && answer.status < 500 && answer.status !== 429) return answer;
        if (answer && (left === 0 || isSealed(answer))) throw unavailableKeyring(place, isSealed(answer) ? 'it is sealed' : `it answers ${answer.status}`);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    },
  };
}

/** The part of an answer that was asked for. */
export function answered<T extends z.ZodType>(schema: T, { body }: TransitAnswer, place: string): z.output<T> {
  const parsedBody = schema.safeParse(body);
  if (parsedBody.success) return parsedBody.data;
  throw unavailableKeyring(place, 'it answers something other than Vault would');
}

export function errorsOf({ body }: TransitAnswer): string {
  const errors: unknown = Reflect.get(Object(body), 'errors');
  return Array.isArray(errors) ? errors.filter((one) => typeof one === 'string').join('; ').replaceAll(/\s+/g, ' ').trim() : '';
}

export function refusedBy(place: string, what: string, answer: TransitAnswer): AppError {
  const because = answer.status === 403 ? 'permission denied' : errorsOf(answer) || `it answers ${answer.status}`;
  return unavailableKeyring(place, `${what}: ${because}`);
}

function isSealed(answer: TransitAnswer): boolean {
  return answer.status === 503 && /sealed/i.test(errorsOf(answer));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it does not answer';
  if (error.name === 'TimeoutError') return `it does not answer within ${patienceMs / 1_000} s`;
  const code: unknown = Reflect.get(Object(error.cause), 'code');
  return typeof code === 'string' ? `it does not answer (${code})` : 'it does not answer';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
