import type { Audit, AuditEntry } from '../audit/audit.ts';
import { openTogetherWriter } from '../audit/write-together.ts';
import type { CredentialUsed } from '../aws/door.ts';
import { credentialTypeOf } from '../../core/account.ts';
import type { Log } from '../telemetry/create-log.ts';

export interface UseBook {
  note(use: CredentialUsed): void;
  close(): Promise<void>;
}

/** Writes into the audit log who took on which role, or used ambient credentials, for what. */
export function openUseBook({ audit, log }: { audit: Pick<Audit, 'add'>; log: Log }): UseBook {
  const writer = openTogetherWriter<AuditEntry>({
    write: (batch) => audit.add(batch),
    onDelay: (error, waiting) => log.warn({ err: error, waiting }, 'The use of credentials could not be written into the audit log yet'),
    onLost: (lost) => log.error({ lost: lost.length, uses: lost.map(({ subject, actor, detail }) => ({ ...subject, actor: actor.id, ...detail })) }, 'The use of credentials could not be written into the audit log'),
  });

  return {
    note({ actor, purpose, accountId, address, runId, credential }) {
      writer.add({
        actor,
        action: 'credential.used',
        subject: { kind: 'account', id: accountId ?? 'unknown', accountId },
        detail: { purpose, credentialType: credentialTypeOf(credential), ...(credential.kind === 'role' ? { roleArn: credential.roleArn } : {}), ...(runId === undefined ? {} : { runId }) },
        address,
      });
    },
    close: () => writer.close(),
  };
}
