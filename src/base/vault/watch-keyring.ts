import { randomBytes } from 'node:crypto';
import { isAppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Keyring } from './keyring.ts';
import { keyBytes } from './sealed-text.ts';

/** Whether the keyring answers, asked no more often than is needed: a question may cost money. */
export interface KeyringWatch {
  /** Does it, and remembers whether the keyring answered. */
  told<T>(ask: () => Promise<T>): Promise<T>;
  /** Fails with what it last failed with. */
  ping(): Promise<void>;
  /** One sentence, or null when it answers. */
  trouble(): Promise<string | null>;
}

const wellMs = 60_000;
const unwellMs = 5_000;

export function openKeyringWatch({ keyring, clock }: { keyring: Keyring; clock: Clock }): KeyringWatch {
  let known: { readonly at: number; readonly error: Error | undefined } | undefined;
  let asking: Promise<unknown> | undefined;

  async function told<T>(ask: () => Promise<T>): Promise<T> {
    try {
      const answer = await ask();
      known = { at: clock().getTime(), error: undefined };
      return answer;
    } catch (error) {
      known = { at: clock().getTime(), error: error instanceof Error ? error : new Error(String(error)) };
      throw error;
    }
  }

  const probe = () => keyring.wrap(randomBytes(keyBytes), { dataKey: 'probe', owner: 'vault', field: 'probe' });

  async function ping(): Promise<void> {
    const freshMs = known?.error === undefined ? wellMs : unwellMs;
    if (known && clock().getTime() - known.at < freshMs) {
      if (known.error !== undefined) throw known.error;
      return;
    }
    asking ??= told(probe).finally(() => {
      asking = undefined;
    });
    await asking;
  }

  return {
    told,
    ping,
    async trouble() {
      try {
        await ping();
        return null;
      } catch (error) {
        if (isAppError(error)) return error.message;
        throw error;
      }
    },
  };
}
