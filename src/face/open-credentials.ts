import { cancelRunsWith } from '../agents/runtime/cancel-runs-with.ts';
import type { Audit } from '../base/audit/audit.ts';
import type { AwsDoor, OpenAccessKey } from '../base/aws/door.ts';
import type { Config } from '../base/config/config-schema.ts';
import { accessKeyOpener } from '../base/credentials/open-access-key.ts';
import { credentialRoutes } from '../base/credentials/routes.ts';
import { usualTimes } from '../base/credentials/rotation-times.ts';
import { openRotationWork } from '../base/credentials/rotation-work.ts';
import { openUseLog } from '../base/credentials/use-log.ts';
import { vaultRoutes } from '../base/credentials/vault-routes.ts';
import { watchCredentials } from '../base/credentials/watch-credentials.ts';
import type { Queue } from '../base/queue/queue.ts';
import type { Store } from '../base/store/store.ts';
import type { Log } from '../base/telemetry/create-log.ts';
import type { Vault } from '../base/vault/vault.ts';
import type { Clock } from '../core/clock.ts';
import { durationMs } from '../core/duration.ts';
import type { Route } from '../core/route.ts';

export interface CredentialsOptions {
  readonly config: Config;
  readonly store: Store;
  readonly vault: Vault;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
}

interface CredentialsGround {
  readonly door: AwsDoor;
  readonly queue: Queue;
  /** Of the simulated AWS, where there is one. */
  readonly endpoint: string | undefined;
}

export interface OpenedCredentials {
  /** What the door asks for keys of the vault. */
  readonly openAccessKey: OpenAccessKey;
  /** Once there is a door: revocations reach it, rotations go on, and the routes can be had. */
  begin(on: CredentialsGround): Promise<Route[]>;
  close(): Promise<void>;
}

/** Looks after the access keys in the vault: who opens them, their rotation and their revocation. */
export function openCredentials({ config, store, vault, audit, clock, log }: CredentialsOptions): OpenedCredentials {
  const uses = openUseLog({ store, audit, clock, log });
  const closers: (() => Promise<void>)[] = [() => uses.close()];
  return {
    openAccessKey: accessKeyOpener({ store, vault, uses }),
    async begin({ door, queue, endpoint }) {
      const watch = await watchCredentials({ store, door, log });
      closers.push(() => watch.close());
      const aws = endpoint === undefined ? config.aws : { ...config.aws, endpoint };
      const room = { store, vault, audit, clock, uses, aws, times: { ...usualTimes, graceMs: durationMs(config.vault.rotationGrace) } };
      const work = await openRotationWork({ room, queue, log });
      return [...vaultRoutes({ vault, audit }), ...credentialRoutes({ room, work, watch, cancelRuns: (id) => cancelRunsWith({ store, queue }, id) })];
    },
    async close() {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}
