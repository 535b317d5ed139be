import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openAuditWitness, witnessedEnd } from '../base/audit/audit-witness.ts';
import { openAudit, type OpenAudit } from '../base/audit/open-audit.ts';
import type { VerifyOptions } from '../base/audit/verify-audit.ts';
import type { Config } from '../base/config/config-schema.ts';
import { openKmsCalls } from '../base/credentials/kms-through-door.ts';
import type { Store } from '../base/store/store.ts';
import type { Log } from '../base/telemetry/create-log.ts';
import { openKeyrings } from '../base/vault/keyrings/open-keyrings.ts';
import { openVault } from '../base/vault/open-vault.ts';
import { auditKey, signAudit } from '../base/vault/sign-audit.ts';
import type { Vault } from '../base/vault/vault.ts';
import type { Clock } from '../core/clock.ts';

export interface Secrets {
  readonly audit: OpenAudit;
  readonly vault: Vault;
  /** What the end of the audit log is compared with. */
  readonly knownEnd: () => Promise<Pick<VerifyOptions, 'headKey' | 'witnessed'>>;
  close(): Promise<void>;
}

/** The audit log and the vault, which need each other: the vault keeps the key that signs the log. */
export async function openSecrets({ config, store, clock, log }: { config: Config; store: Store; clock: Clock; log: Log }): Promise<Secrets> {
  const folder = resolve(config.data.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const audit = openAudit({ store, clock });
  const keyrings = await openKeyrings({ config, store, clock, openKms: (keyArn) => openKmsCalls(keyArn, { config: config.aws, clock }) });
  const vault = openVault({ store, clock, keyrings });
  const signing = await signAudit({ store, audit, vault, log });
  const witness = openAuditWitness({ store, folder, log });
  return {
    audit,
    vault,
    knownEnd: async () => ({ headKey: await auditKey(store, vault), witnessed: await witnessedEnd(store, folder) }),
    async close() {
      await signing.close();
      await witness.close();
      await vault.close();
    },
  };
}
