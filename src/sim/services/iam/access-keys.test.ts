import { CreateAccessKeyCommand, CreateUserCommand, DeleteAccessKeyCommand, GetAccessKeyLastUsedCommand, IAMClient, ListAccessKeysCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestSim, type TestSim } from '../../open-test-sim.ts';

const opened: TestSim[] = [];
afterEach(async () => {
  for (const test of opened.splice(0)) await test.close();
});

async function withUser(keyDelayMs: number) {
  const test = await openTestSim({ keyDelayMs });
  opened.push(test);
  const iam = test.client(IAMClient, await test.administrator());
  await iam.send(new CreateUserCommand({ UserName: 'robot' }));
  const makeKey = async () => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'robot' }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  };
  const whoIs = async (key: Awaited<ReturnType<typeof makeKey>>) => (await test.client(STSClient, key).send(new GetCallerIdentityCommand({}))).Arn;
  return { test, iam, makeKey, whoIs };
}

describe('simulated access keys', () => {
  it('work some seconds after they were made, and not before', async () => {
    const { test, makeKey, whoIs } = await withUser(5_000);
    const key = await makeKey();
    await expect(whoIs(key)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    test.advance(5_000);
    expect(await whoIs(key)).toMatch(/:user\/robot$/);
  });

  it('are two at most, are refused while inactive, and are gone when deleted', async () => {
    const { iam, makeKey, whoIs } = await withUser(0);
    const key = await makeKey();
    await makeKey();
    await expect(makeKey()).rejects.toMatchObject({ name: 'LimitExceededException' });
    const named = { UserName: 'robot', AccessKeyId: key.accessKeyId };
    await iam.send(new UpdateAccessKeyCommand({ ...named, Status: 'Inactive' }));
    await expect(whoIs(key)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await iam.send(new UpdateAccessKeyCommand({ ...named, Status: 'Active' }));
    expect(await whoIs(key)).toBeDefined();
    expect(await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key.accessKeyId }))).toMatchObject({ UserName: 'robot', AccessKeyLastUsed: { ServiceName: 'sts' } });
    await iam.send(new DeleteAccessKeyCommand(named));
    expect((await iam.send(new ListAccessKeysCommand({ UserName: 'robot' }))).AccessKeyMetadata).toHaveLength(1);
    await expect(whoIs(key)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });
});
