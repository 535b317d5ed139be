import { inArray, sql } from 'drizzle-orm';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import { openTogetherWriter } from '../audit/write-together.ts';
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

interface Waiting {
  readonly entry: AuditEntry;
  readonly credentialId: string;
  readonly usedAt: Date;
}

/** Writes who used which key into the audit log, soon after, and loses none of it. */
export function openUseLog({ store, audit, clock, log }: { store: Store; audit: Pick<Audit, 'add'>; clock: Clock; log: Log }): UseLog {
  const writer = openTogetherWriter<Waiting>({
    write: (batch) =>
      store.db.transaction(async (transaction) => {
        const newest = batch.reduce((latest, { usedAt }) => (usedAt > latest ? usedAt : latest), new Date(0));
        const ids = [...new Set(batch.map(({ credentialId }) => credentialId))].sort();
        await transaction.update(credentials).set({ lastUsedAt: sql`greatest(${credentials.lastUsedAt}, ${newest.toISOString()}::timestamptz)` }).where(inArray(credentials.id, ids));
        await audit.add(batch.map(({ entry }) => entry), transaction);
      }),
    onDelay: (error, waiting) => log.warn({ err: error, waiting }, 'The use of keys could not be written into the audit log yet'),
    onLost: (lost) => log.error({ lost: lost.length, uses: lost.map(({ entry }) => ({ ...entry.subject, actor: entry.actor.id, ...entry.detail })) }, 'The use of keys could not be written into the audit log'),
  });

  return {
    note({ id, accountId, name }, { actor, purpose, accountId: usedFor, address, runId }) {
      const detail = { name, purpose, ...(usedFor === null || usedFor === accountId ? {} : { usedFor }), ...(runId === undefined ? {} : { runId }), usedAt: clock().toISOString() };
      writer.add({ credentialId: id, usedAt: clock(), entry: { actor, action: 'credential.used', subject: { kind: 'credential', id, accountId }, detail, address } });
    },
    flush: () => writer.flush(),
    close: () => writer.close(),
  };
}
