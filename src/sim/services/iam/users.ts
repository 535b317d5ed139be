import type { User } from '@aws-sdk/client-iam';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { pageOf } from '../../page-of.ts';
import type { SimUser } from '../../world/world.ts';
import { findUser, newUser, userArn } from '../../identities/find-identity.ts';

const most = 100;
const badToken = 'InvalidInputException';
const ofUser = (input: { UserName?: string | undefined }, { account, caller }: CallContext) => (input.UserName === undefined ? caller.arn : userArn(account, input.UserName));

export default defineHandlers('iam', {
  GetUser: { resource: ofUser, run: (input, context) => ({ User: describe(findUser(context, input.UserName)) }) },
  ListUsers(input, { account }) {
    const users = [...account.users.values()].filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
    const { items, next } = pageOf(users, { token: input.Marker, size: input.MaxItems, most, badToken });
    return { Users: items.map(describe), IsTruncated: next !== undefined, Marker: next };
  },
  CreateUser: {
    resource: ofUser,
    run(input, { account, now }) {
      const name = input.UserName ?? '';
      if (!/^[\w+=,.@-]{1,64}$/.test(name)) throw new AwsRefusal('InvalidInputException', 'The user name has 1 to 64 letters, digits or +=,.@-');
      if (account.users.has(name)) throw new AwsRefusal('EntityAlreadyExistsException', `User with name ${name} already exists.`);
      const user = newUser(account, name, { now, path: input.Path ?? '/' });
      account.users.set(name, user);
      return { User: describe(user) };
    },
  },
  DeleteUser: {
    resource: ofUser,
    run(input, context) {
      const user = findUser(context, input.UserName);
      if (user.accessKeys.length > 0 || user.attachedPolicies.size > 0 || user.inlinePolicies.size > 0) {
        throw new AwsRefusal('DeleteConflictException', 'Cannot delete entity, must delete its keys and policies first.');
      }
      context.account.users.delete(user.name);
      return {};
    },
  },
  ListGroupsForUser: {
    resource: ofUser,
    run(input, context) {
      const groups = [...findUser(context, input.UserName).groups].flatMap((name) => context.account.groups.get(name) ?? []);
      return { Groups: groups.map((group) => ({ Path: group.path, GroupName: group.name, GroupId: group.id, Arn: group.arn, CreateDate: group.createdAt })), IsTruncated: false };
    },
  },
  ListGroups(input, { account }) {
    const { items, next } = pageOf([...account.groups.values()], { token: input.Marker, size: input.MaxItems, most, badToken });
    return {
      Groups: items.map((group) => ({ Path: group.path, GroupName: group.name, GroupId: group.id, Arn: group.arn, CreateDate: group.createdAt })),
      IsTruncated: next !== undefined,
      Marker: next,
    };
  },
  ListMFADevices: {
    resource: ofUser,
    run(input, context) {
      const user = findUser(context, input.UserName);
      const devices = user.hasMfa ? [{ UserName: user.name, SerialNumber: `arn:aws:iam::${context.account.id}:mfa/${user.name}`, EnableDate: user.createdAt }] : [];
      return { MFADevices: devices, IsTruncated: false };
    },
  },
  GetLoginProfile: {
    resource: ofUser,
    run(input, context) {
      const user = findUser(context, input.UserName);
      if (!user.hasLoginProfile) throw new AwsRefusal('NoSuchEntityException', `Login Profile for User ${user.name} cannot be found.`);
      return { LoginProfile: { UserName: user.name, CreateDate: user.createdAt, PasswordResetRequired: false } };
    },
  },
  GetAccountSummary(_input, { account }) {
    return { SummaryMap: { Users: account.users.size, Groups: account.groups.size, Roles: account.roles.size, Policies: account.policies.size, AccountMFAEnabled: 1, AccountAccessKeysPresent: 0 } };
  },
});

function describe(user: SimUser): User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.createdAt,
    ...(user.tags.size === 0 ? {} : { Tags: [...user.tags].map(([Key, Value]) => ({ Key, Value })) }),
  };
}
