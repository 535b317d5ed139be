import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, ListAccessKeysCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { openAudit } from '../base/audit/open-audit.ts';
import { configSchema } from '../base/config/config-schema.ts';
import type { CredentialRow } from '../base/credentials/credential-row.ts';
import type { CredentialsRoom } from '../base/credentials/credentials-room.ts';
import { createCredential } from '../base/credentials/manage-credentials.ts';
import { openUseLog } from '../base/credentials/use-log.ts';
import { rotationActions } from '../base/credentials/user-keys.ts';
import type { Store } from '../base/store/store.ts';
import { openTestSim, type TestCredentials, type TestSim } from '../sim/open-test-sim.ts';
import { makeTestFolder } from './make-test-folder.ts';
import { openTestVault } from './open-test-vault.ts';
import { quietLog } from './quiet-log.ts';

export const testActor = { actor: { kind: 'user', id: 'u1', name: 'ada' }, address: '198.51.100.7' } as const;

export interface TestCredentialsFacts {
  /** What the user may do to its own keys; absent, all that a rotation needs. */
  readonly allowed?: readonly string[];
  readonly keyDelayMs?: number;
}

/** A user of the simulated AWS whose access key is sealed in the vault, and the room that looks after it. */
export async function openTestCredentials(store: Store, { allowed = rotationActions, keyDelayMs = 3_000 }: TestCredentialsFacts = {}) {
  const sim = await openTestSim({ keyDelayMs });
  const member = sim.member();
  const iam = sim.client(IAMClient, await sim.administrator());
  const user = { UserName: 'robot' };
  await iam.send(new CreateUserCommand(user));
  await iam.send(new PutUserPolicyCommand({ ...user, PolicyName: 'own-keys', PolicyDocument: policyOf([...allowed], `arn:aws:iam::${member.id}:user/robot`) }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand(user));
  sim.advance(keyDelayMs);
  const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const folder = await makeTestFolder();
  const aws = configSchema.parse({ aws: { endpoint: sim.sim.url, retry: { baseDelay: '1ms', maxDelay: '5ms' }, breaker: { failureThreshold: 1_000 } } }).aws;
  const clock = () => sim.world.clock();

  async function openRoom(over: Store): Promise<CredentialsRoom> {
    const audit = openAudit({ store: over, clock });
    return {
      store: over,
      audit,
      clock,
      aws,
      vault: (await openTestVault(over, { folder })).vault,
      uses: openUseLog({ store: over, audit, clock, log: quietLog }),
      times: { testForMs: 60_000, betweenTestsMs: 2_000, settleMs: 2_000, graceMs: 4_000, retryMs: 1_000 },
    };
  }

  const room = await openRoom(store);
  const row: CredentialRow = await createCredential(room, { name: 'robot', accountId: member.id, rotateEvery: null, ...key }, testActor);
  return {
    sim,
    iam,
    member,
    key,
    room,
    row,
    openRoom,
    /** The keys that the user has in AWS, by id. */
    async keysInAws(): Promise<Record<string, string>> {
      const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand(user));
      return Object.fromEntries(AccessKeyMetadata.map(({ AccessKeyId = '', Status = '' }) => [AccessKeyId, Status]));
    },
    async makeOtherKey(): Promise<TestCredentials> {
      const made = await iam.send(new CreateAccessKeyCommand(user));
      return { accessKeyId: made.AccessKey?.AccessKeyId ?? '', secretAccessKey: made.AccessKey?.SecretAccessKey ?? '' };
    },
    works: (credentials: TestCredentials) =>
      sim.client(STSClient, credentials).send(new GetCallerIdentityCommand({})).then(
        () => true,
        () => false,
      ),
  };
}

export type OpenTestCredentials = Awaited<ReturnType<typeof openTestCredentials>>;

function policyOf(actions: readonly string[], resource: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }] });
}

/** Closed by the test that opened it. */
export async function closeTestCredentials({ sim, room }: { sim: TestSim; room: CredentialsRoom }): Promise<void> {
  await room.uses.close();
  await sim.close();
}
