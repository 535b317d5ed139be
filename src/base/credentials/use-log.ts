import { inArray, sql } from 'drizzle-orm';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import { gatherRepeats } from '../audit/gather-repeats.ts';
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

const dueEveryMs = 60_000;

interface Waiting {
  readonly entries: readonly AuditEntry[];
  readonly credentialId: string;
  readonly usedAt: Date;
}

/** Writes who used which key into the audit log, soon after, and loses none of it. */
export function openUseLog({ store, audit, clock, log }: { store: Store; audit: Pick<Audit, 'add'>; clock: Clock; log: Log }): UseLog {
  const repeats = gatherRepeats();
  const writer = openTogetherWriter<Waiting>({
    write: (batch) =>
      store.db.transaction(async (transaction) => {
        const newest = batch.reduce((latest, { usedAt }) => (usedAt > latest ? usedAt : latest), new Date(0));
        const ids = [...new Set(batch.map(({ credentialId }) => credentialId))].sort();
        await transaction.update(credentials).set({ lastUsedAt: sql`greatest(${credentials.lastUsedAt}, ${newest.toISOString()}::timestamptz)` }).where(inArray(credentials.id, ids));
        const entries = batch.flatMap((one) => one.entries);
        if (entries.length > 0) await audit.add(entries, transaction);
      }),
    onDelay: (error, waiting) => log.warn({ err: error, waiting }, 'The use of keys could not be written into the audit log yet'),
    onLost: (lost) => log.error({ lost: lost.length, uses: lost.flatMap(({ entries }) => entries).map(({ subject, actor, detail }) => ({ ...subject, actor: actor.id, ...detail })) }, 'The use of keys could not be written into the audit log'),
  });
  const addGathered = (entries: readonly AuditEntry[]) => entries.forEach((entry) => writer.add({ credentialId: entry.subject.id, usedAt: new Date(0), entries: [entry] }));
  const timer = setInterval(() => addGathered(repeats.due(clock())), dueEveryMs).unref();

  return {
    note({ id, accountId, name }, { actor, purpose, accountId: usedFor, address, runId }) {
      const detail = { name, purpose, ...(usedFor === null || usedFor === accountId ? {} : { usedFor }), ...(runId === undefined ? {} : { runId }), usedAt: clock().toISOString() };
      const entry: AuditEntry = { actor, action: 'credential.used', subject: { kind: 'credential', id, accountId }, detail, address };
      writer.add({ credentialId: id, usedAt: clock(), entries: repeats.take(entry, clock()) });
    },
    flush() {
      addGathered(repeats.all());
      return writer.flush();
    },
    close() {
      clearInterval(timer);
      addGathered(repeats.all());
      return writer.close();
    },
  };
}
