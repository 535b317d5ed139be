import type { Audit, AuditEntry } from '../audit/audit.ts';
import { gatherRepeats } from '../audit/gather-repeats.ts';
import { openTogetherWriter } from '../audit/write-together.ts';
import type { CredentialUsed } from '../aws/door.ts';
import { credentialTypeOf } from '../../core/account.ts';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../telemetry/create-log.ts';

export interface UseBook {
  note(use: CredentialUsed): void;
  close(): Promise<void>;
}

const dueEveryMs = 60_000;

/** Writes into the audit log who took on which role, or used ambient credentials, for what. */
export function openUseBook({ audit, log, clock }: { audit: Pick<Audit, 'add'>; log: Log; clock: Clock }): UseBook {
  const repeats = gatherRepeats();
  const writer = openTogetherWriter<AuditEntry>({
    write: (batch) => audit.add(batch),
    onDelay: (error, waiting) => log.warn({ err: error, waiting }, 'The use of credentials could not be written into the audit log yet'),
    onLost: (lost) => log.error({ lost: lost.length, uses: lost.map(({ subject, actor, detail }) => ({ ...subject, actor: actor.id, ...detail })) }, 'The use of credentials could not be written into the audit log'),
  });
  const add = (entries: readonly AuditEntry[]) => entries.forEach((entry) => writer.add(entry));
  const timer = setInterval(() => add(repeats.due(clock())), dueEveryMs).unref();

  return {
    note({ actor, purpose, accountId, address, runId, credential }) {
      const entry: AuditEntry = {
        actor,
        action: 'credential.used',
        subject: { kind: 'account', id: accountId ?? 'unknown', accountId },
        detail: { purpose, credentialType: credentialTypeOf(credential), ...(credential.kind === 'role' ? { roleArn: credential.roleArn } : {}), ...(runId === undefined ? {} : { runId }) },
        address,
      };
      add(repeats.take(entry, clock()));
    },
    close() {
      clearInterval(timer);
      add(repeats.all());
      return writer.close();
    },
  };
}
