import { inArray, sql } from 'drizzle-orm';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import type { CredentialUse } from '../aws/door.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/create-log.ts';
import type { Clock } from '../../core/clock.ts';
import { credentials } from './tables.ts';

export interface UseLog {
  note(credential: { readonly id: string; readonly accountId: string; readonly name: string }, use: CredentialUse): void;
  /** Writes what is waiting; what could not be written waits on. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Whoever adds to the audit log waits for all others who do: a run over many accounts writes its uses together. */
const togetherMs = 1_000;
const mostAtOnce = 500;
const closingTries = 3;

interface Waiting {
  readonly entry: AuditEntry;
  readonly credentialId: string;
  readonly usedAt: Date;
}

/** Writes who used which key into the audit log, soon after, and loses none of it. */
export function openUseLog({ store, audit, clock, log }: { store: Store; audit: Pick<Audit, 'add'>; clock: Clock; log: Log }): UseLog {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostAtOnce);
      await store.db.transaction(async (transaction) => {
        const newest = batch.reduce((latest, { usedAt }) => (usedAt > latest ? usedAt : latest), new Date(0));
        const ids = [...new Set(batch.map(({ credentialId }) => credentialId))].sort();
        await transaction.update(credentials).set({ lastUsedAt: sql`greatest(${credentials.lastUsedAt}, ${newest.toISOString()}::timestamptz)` }).where(inArray(credentials.id, ids));
        await audit.add(batch.map(({ entry }) => entry), transaction);
      });
      waiting = waiting.slice(batch.length);
    }
  }

  function flush(): Promise<void> {
    writing = writing.then(write).catch((error: unknown) => {
      log.warn({ err: error, waiting: waiting.length }, 'The use of keys could not be written into the audit log yet');
      later();
    });
    return writing;
  }

  function later(): void {
    timer ??= setTimeout(() => void flush(), togetherMs).unref();
  }

  return {
    note({ id, accountId, name }, { actor, purpose, accountId: usedFor, address, runId }) {
      const detail = { name, purpose, ...(usedFor === null || usedFor === accountId ? {} : { usedFor }), ...(runId === undefined ? {} : { runId }), usedAt: clock().toISOString() };
      waiting.push({ credentialId: id, usedAt: clock(), entry: { actor, action: 'credential.used', subject: { kind: 'credential', id, accountId }, detail, address } });
      if (waiting.length >= mostAtOnce) void flush();
      else later();
    },
    flush,
    async close() {
      for (let left = closingTries; left > 0 && (await flush(), waiting.length > 0); left -= 1) clearTimeout(timer);
      clearTimeout(timer);
      if (waiting.length > 0) log.error({ lost: waiting.length, uses: waiting.map(({ entry }) => ({ ...entry.subject, actor: entry.actor.id, ...entry.detail })) }, 'The use of keys could not be written into the audit log');
    },
  };
}
