import type { Role } from '@aws-sdk/client-iam';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { findRole, randomLetters, roleArn } from '../../identities/find-identity.ts';
import { pageOf } from '../../page-of.ts';
import { parsePolicy } from '../../parse-policy.ts';
import type { SimRole } from '../../world/world.ts';

const ofRole = (input: { RoleName?: string | undefined }, { account }: CallContext) => roleArn(account, input.RoleName ?? '');

export default defineHandlers('iam', {
  GetRole: { resource: ofRole, run: (input, context) => ({ Role: describe(findRole(context, input.RoleName)) }) },
  ListRoles(input, { account }) {
    const roles = [...account.roles.values()].filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
    const { items, next } = pageOf(roles, { token: input.Marker, size: input.MaxItems, most: 100, badToken: 'InvalidInputException' });
    return { Roles: items.map(describe), IsTruncated: next !== undefined, Marker: next };
  },
  CreateRole: {
    resource: ofRole,
    run(input, { account, now }) {
      const name = input.RoleName ?? '';
      if (account.roles.has(name)) throw new AwsRefusal('EntityAlreadyExistsException', `Role with name ${name} already exists.`);
      const path = input.Path ?? '/';
      const role: SimRole = {
        name,
        arn: `arn:aws:iam::${account.id}:role${path}${name}`,
        id: `AROA${randomLetters(17)}`,
        path,
        createdAt: now,
        tags: new Map(),
        inlinePolicies: new Map(),
        attachedPolicies: new Set(),
        trust: parsePolicy(input.AssumeRolePolicyDocument ?? ''),
        maxSessionSeconds: input.MaxSessionDuration ?? 3_600,
        ...(input.Description === undefined ? {} : { description: input.Description }),
      };
      account.roles.set(name, role);
      return { Role: describe(role) };
    },
  },
});

function describe(role: SimRole): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trust)),
    MaxSessionDuration: role.maxSessionSeconds,
    ...(role.description === undefined ? {} : { Description: role.description }),
  };
}
