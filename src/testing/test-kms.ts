import { KMSClient } from '@aws-sdk/client-kms';
import { onTestFinished } from 'vitest';
import { configSchema } from '../base/config/config-schema.ts';
import { openKmsCalls } from '../base/credentials/kms-through-door.ts';
import type { KmsCalls } from '../base/vault/keyrings/kms-keyring.ts';
import { openTestSim } from '../sim/open-test-sim.ts';

/** A simulated KMS, with a client of who may do everything and the calls as the vault makes them; closed when the test is over. */
export async function testKms({ mayUse = true } = {}): Promise<{ administrator: KMSClient; open: (keyArn: string) => KmsCalls }> {
  const test = await openTestSim();
  onTestFinished(() => test.close());
  const credentials = await test.administrator();
  const reader = await test.reader();
  const config = configSchema.parse({ aws: { endpoint: test.sim.url, retry: { maxAttempts: 1 } } }).aws;
  return {
    administrator: test.client(KMSClient, credentials),
    open(keyArn) {
      const calls = openKmsCalls(keyArn, { config, baseCredentials: async () => (mayUse ? credentials : reader) });
      onTestFinished(() => calls.close());
      return calls;
    },
  };
}
