import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { findUser, newAccessKey, userArn } from '../../identities/find-identity.ts';
import type { SimAccessKey, SimAccount, SimUser } from '../../world/world.ts';

const mostKeys = 2;
const ofUser = (input: { UserName?: string | undefined }, { account, caller }: CallContext) => (input.UserName === undefined ? caller.arn : userArn(account, input.UserName));

export default defineHandlers('iam', {
  CreateAccessKey: {
    resource: ofUser,
    run(input, context) {
      const user = findUser(context, input.UserName);
      if (user.accessKeys.length >= mostKeys) throw new AwsRefusal('LimitExceededException', `Cannot exceed quota for AccessKeysPerUser: ${mostKeys}`);
      const key = newAccessKey(context.now, context.world.keyDelayMs);
      user.accessKeys.push(key);
      return { AccessKey: { UserName: user.name, AccessKeyId: key.id, Status: key.status, SecretAccessKey: key.secret, CreateDate: key.createdAt } };
    },
  },
  ListAccessKeys: {
    resource: ofUser,
    run(input, context) {
      const user = findUser(context, input.UserName);
      return { AccessKeyMetadata: user.accessKeys.map((key) => ({ UserName: user.name, AccessKeyId: key.id, Status: key.status, CreateDate: key.createdAt })), IsTruncated: false };
    },
  },
  UpdateAccessKey: {
    resource: ofUser,
    run(input, context) {
      findKey(findUser(context, input.UserName), input.AccessKeyId).status = input.Status === 'Inactive' ? 'Inactive' : 'Active';
      return {};
    },
  },
  DeleteAccessKey: {
    resource: ofUser,
    run(input, context) {
      const user = findUser(context, input.UserName);
      user.accessKeys.splice(user.accessKeys.indexOf(findKey(user, input.AccessKeyId)), 1);
      return {};
    },
  },
  GetAccessKeyLastUsed: {
    resource: (input, { account }) => holderOf(account, input.AccessKeyId)?.user.arn ?? '*',
    run(input, { account }) {
      const held = holderOf(account, input.AccessKeyId);
      if (!held) throw new AwsRefusal('AccessDenied', 'The access key does not belong to this account', { status: 403 });
      const used = held.key.lastUsed;
      return { UserName: held.user.name, AccessKeyLastUsed: { Region: used?.region ?? 'N/A', ServiceName: used?.service ?? 'N/A', LastUsedDate: used?.at } };
    },
  },
});

function holderOf(account: SimAccount, id: string | undefined): { user: SimUser; key: SimAccessKey } | undefined {
  for (const user of account.users.values()) {
    const key = user.accessKeys.find((one) => one.id === id);
    if (key) return { user, key };
  }
  return undefined;
}

function findKey(user: SimUser, id: string | undefined): SimAccessKey {
  const key = user.accessKeys.find((one) => one.id === id);
  if (!key) throw new AwsRefusal('NoSuchEntityException', `The Access Key with id ${id ?? ''} cannot be found.`);
  return key;
}
