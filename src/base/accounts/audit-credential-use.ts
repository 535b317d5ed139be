import type { Audit, AuditEntry } from '../audit/audit.ts';
import type { CredentialUsed } from '../aws/door.ts';
import { credentialTypeOf } from '../../core/account.ts';
import type { Log } from '../telemetry/create-log.ts';

export interface UseBook {
  note(use: CredentialUsed): void;
  close(): Promise<void>;
}

/** Whoever adds to the log waits for the others: a run over many accounts writes its uses together. */
const togetherMs = 1_000;
const mostWaiting = 200;

/** Writes into the audit log who took on which role, or used ambient credentials, for what. */
export function openUseBook({ audit, log }: { audit: Pick<Audit, 'add'>; log: Log }): UseBook {
  let waiting: AuditEntry[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const entries = waiting;
    waiting = [];
    if (entries.length > 0) {
      writing = writing.then(() => audit.add(entries)).catch((error: unknown) => log.error({ err: error, lost: entries.length }, 'The use of credentials could not be written into the audit log'));
    }
    return writing;
  }

  return {
    note({ actor, purpose, accountId, address, runId, credential }) {
      waiting.push({
        actor,
        action: 'credential.used',
        subject: { kind: 'account', id: accountId ?? 'unknown', accountId },
        detail: { purpose, credentialType: credentialTypeOf(credential), ...(credential.kind === 'role' ? { roleArn: credential.roleArn } : {}), ...(runId === undefined ? {} : { runId }) },
        address,
      });
      if (waiting.length >= mostWaiting) void write();
      else timer ??= setTimeout(() => void write(), togetherMs).unref();
    },
    close: () => write(),
  };
}
