import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../core/app-error.ts';
import type { Config } from '../../config/config-schema.ts';
import { answered, refusedBy, type TransitClient } from './transit-client.ts';

type TransitSettings = Config['vault']['transit'];

export interface TransitToken {
  /** A token that lasts, renewed or made anew where it is about to end; one login however many ask. */
  get(): Promise<string>;
  /** The server did not take it any more. True when there is a way to another. */
  refuse(token: string): boolean;
  close(): void;
}

interface Lease {
  readonly token: string;
  readonly endsAt: number;
  readonly isRenewable: boolean;
}

const authSchema = z.object({ auth: z.object({ client_token: z.string(), lease_duration: z.number(), renewable: z.boolean() }) });
const lookupSchema = z.object({ data: z.object({ ttl: z.number(), renewable: z.boolean() }) });
/** A lease is renewed when a third of it is left. */
const renewAt = 2 / 3;
const leastWaitMs = 1_000;
const mostWaitMs = 24 * 3_600_000;

export function openTransitToken(client: TransitClient, settings: TransitSettings): TransitToken {
  let lease: Promise<Lease> | undefined;
  let current: Lease | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function begin(): Promise<Lease> {
    const made = logIn(client, settings);
    lease = made;
    made.then(
      (known) => lease === made && take(known),
      () => {
        if (lease === made) lease = undefined;
      },
    );
    return made;
  }

  function take(known: Lease): void {
    lease = Promise.resolve(known);
    current = known;
    if (Number.isFinite(known.endsAt)) renewIn(Math.min(mostWaitMs, Math.max(leastWaitMs, (known.endsAt - Date.now()) * renewAt)), known);
  }

  /** What could not be renewed is tried again while it still lasts. */
  function renewIn(waitMs: number, known: Lease): void {
    clearTimeout(timer);
    if (isClosed) return;
    const renew = () => {
      if (current !== known) return;
      prolong(known).then(take, () => known.endsAt > Date.now() && renewIn(leastWaitMs, known));
    };
    timer = setTimeout(renew, waitMs).unref();
  }

  async function prolong(known: Lease): Promise<Lease> {
    if (known.isRenewable) {
      const answer = await client.ask('POST', 'auth/token/renew-self', { token: known.token, body: {} });
      if (answer.status === 200) {
        const renewed = leaseOf(answered(authSchema, answer, client.place).auth);
        // At the end of its longest life a token is renewed for less and less.
        if (renewed.endsAt - Date.now() > 3 * leastWaitMs || settings.login === 'token') return renewed;
      }
    }
    return logIn(client, settings);
  }

  return {
    async get() {
      const known = await (lease ?? begin());
      return known.endsAt > Date.now() ? known.token : (await begin()).token;
    },
    refuse(token) {
      if (current?.token === token) {
        current = undefined;
        lease = undefined;
      }
      return settings.login !== 'token';
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

async function logIn(client: TransitClient, settings: TransitSettings): Promise<Lease> {
  const { login, loginMount = login } = settings;
  if (login === 'token') return lookUp(client, needed(settings.token, 'vault.transit.token', 'VAULT_TOKEN'));
  const body =
    login === 'approle'
      ? { role_id: needed(settings.roleId, 'vault.transit.roleId', 'WATCHKEEPER_VAULT_ROLE_ID'), ...(settings.secretId === undefined ? {} : { secret_id: settings.secretId }) }
      : { role: needed(settings.role, 'vault.transit.role', 'WATCHKEEPER_VAULT_ROLE'), jwt: await serviceAccountToken(settings.serviceAccountFile) };
  const answer = await client.ask('POST', `auth/${loginMount}/login`, { body });
  if (answer.status !== 200) throw refusedBy(client.place, `it refuses the ${login} login`, answer);
  return leaseOf(answered(authSchema, answer, client.place).auth);
}

/** How long a token lasts that was made elsewhere. A ttl of 0 lasts for ever. */
async function lookUp(client: TransitClient, token: string): Promise<Lease> {
  const answer = await client.ask('GET', 'auth/token/lookup-self', { token });
  if (answer.status !== 200) throw refusedBy(client.place, 'it refuses the token', answer);
  const { ttl, renewable } = answered(lookupSchema, answer, client.place).data;
  return { token, endsAt: ttl === 0 ? Number.POSITIVE_INFINITY : Date.now() + ttl * 1_000, isRenewable: renewable };
}

function leaseOf({ client_token, lease_duration, renewable }: z.output<typeof authSchema>['auth']): Lease {
  return { token: client_token, endsAt: lease_duration === 0 ? Number.POSITIVE_INFINITY : Date.now() + lease_duration * 1_000, isRenewable: renewable };
}

async function serviceAccountToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new AppError('bad-config', `The service account's token ${file} cannot be read`, { hint: 'login: kubernetes works inside a pod; elsewhere use approle or token', cause: error });
  }
}

function needed(value: string | undefined, setting: string, variable: string): string {
  if (value !== undefined) return value;
  throw new AppError('bad-config', `${setting} is not set`, { hint: `Set it, or the variable ${variable}` });
}
