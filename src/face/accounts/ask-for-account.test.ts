import { expect, it } from 'vitest';
import type { OnboardingFormat } from '../../base/accounts/contract.ts';
import type { AccessKey } from '../../base/aws/door.ts';
import type { Asker } from '../cli/ask.ts';
import { askForAccount } from './ask-for-account.ts';

/** Answers in the order of the questions; what a check does not accept is not accepted here either. */
function scripted(answers: readonly (string | boolean)[]) {
  const left = [...answers];
  const asked: string[] = [];
  const offered: string[][] = [];
  const next = (message: string) => {
    asked.push(message);
    if (left.length === 0) throw new Error(`Nobody answers "${message}"`);
    return left.shift();
  };
  const typed = async ({ message, default: fallback = '', check }: { message: string; default?: string; check?: (text: string) => true | string }) => {
    const answer = String(next(message) || fallback);
    const verdict = check?.(answer) ?? true;
    if (verdict !== true) throw new Error(verdict);
    return answer;
  };
  const asker: Asker = {
    line: typed,
    secret: typed,
    async choose(message, choices) {
      offered.push(choices.map(({ value }) => value));
      const answer = next(message);
      const chosen = choices.find(({ value }) => value === answer);
      if (!chosen) throw new Error(`"${String(answer)}" is not offered`);
      return chosen.value;
    },
    confirm: async (message) => next(message) === true,
  };
  return { asker, asked, offered };
}

function ask(answers: readonly (string | boolean)[]) {
  const { asker, asked, offered } = scripted(answers);
  const handedOut: OnboardingFormat[] = [];
  const kept: [string, AccessKey][] = [];
  const result = askForAccount({
    asker,
    handOut: async (format) => {
      handedOut.push(format);
      return { externalId: 'watchkeeper-made-up' };
    },
    keepKey: async (accountId, key) => {
      kept.push([accountId, key]);
      return 'credential-1';
    },
  });
  return { result, asked, offered, handedOut, kept };
}

const roleArn = 'arn:aws:iam::111122223333:role/WatchkeeperRead';

it('offers roles first and keys last', async () => {
  const { result, offered } = ask(['profile', 'prod', '', '']);
  expect(await result).toEqual({ kind: 'account', request: { profile: 'prod' } });
  expect(offered[0]).toEqual(['role', 'organization', 'profile', 'instance_profile', 'key']);
});

it('hands out a template for a role that is not there yet, and goes on with its external id', async () => {
  const { result, handedOut } = ask(['role', false, 'terraform', roleArn, '', 'shop', 'eu-central-1, us-east-1']);
  expect(await result).toEqual({ kind: 'account', request: { roleArn, externalId: 'watchkeeper-made-up', name: 'shop', regions: ['eu-central-1', 'us-east-1'] } });
  expect(handedOut).toEqual(['terraform']);
});

it('hands out a stack set for an organisation', async () => {
  const { result, handedOut } = ask(['organization', false, roleArn, '']);
  expect(await result).toEqual({ kind: 'organization', request: { roleArn, externalId: 'watchkeeper-made-up' } });
  expect(handedOut).toEqual(['stackset']);
});

it('takes a role that is there, with no external id', async () => {
  const { result, handedOut } = ask(['role', true, roleArn, '', '', '']);
  expect(await result).toEqual({ kind: 'account', request: { roleArn } });
  expect(handedOut).toEqual([]);
});

it('seals a key in the vault and goes on with its id alone', async () => {
  const secret = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00';
  const { result, kept } = ask(['key', '111122223333', 'AKIAIOSFODNN7EXAMPLE', secret, 'old', '']);
  expect(await result).toEqual({ kind: 'account', request: { accountId: '111122223333', credentialId: 'credential-1', name: 'old' } });
  expect(kept).toEqual([['111122223333', { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret }]]);
});

it.each([
  [['role', true, 'WatchkeeperRead'], /ARN of a role/],
  [['key', '1234'], /12 digits/],
  [['profile', 'prod', '', 'europe'], /eu-central-1/],
])('does not take %j', async (answers, message) => {
  await expect(ask(answers).result).rejects.toThrow(message);
});
