import type { Account } from '@aws-sdk/client-organizations';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { pageOf } from '../../page-of.ts';
import type { SimAccount } from '../../world/world.ts';

const paging = { most: 20, badToken: 'InvalidInputException' };

export default defineHandlers('organizations', {
  DescribeOrganization(_input, { world }) {
    const { organization } = world;
    const management = world.accounts.get(organization.managementAccountId);
    return {
      Organization: {
        Id: organization.id,
        Arn: organization.arn,
        FeatureSet: 'ALL' as const,
        MasterAccountId: organization.managementAccountId,
        MasterAccountArn: accountArn(organization, organization.managementAccountId),
        ...(management ? { MasterAccountEmail: management.email } : {}),
      },
    };
  },
  ListAccounts(input, context) {
    refuseMembers(context);
    const accounts = [...context.world.accounts.values()].map((account) => describe(context, account));
    const { items, next } = pageOf(accounts, { ...paging, token: input.NextToken, size: input.MaxResults });
    return { Accounts: items, NextToken: next };
  },
  DescribeAccount(input, context) {
    refuseMembers(context);
    const account = context.world.accounts.get(input.AccountId ?? '');
    if (!account) throw new AwsRefusal('AccountNotFoundException', 'The account is not a member of the organization');
    return { Account: describe(context, account) };
  },
  ListRoots(input, context) {
    refuseMembers(context);
    const { organization } = context.world;
    const roots = [{ Id: organization.rootId, Arn: `${rootArn(organization)}/${organization.rootId}`, Name: 'Root', PolicyTypes: [] }];
    const { items, next } = pageOf(roots, { ...paging, token: input.NextToken, size: input.MaxResults });
    return { Roots: items, NextToken: next };
  },
  ListOrganizationalUnitsForParent(input, context) {
    refuseMembers(context);
    const units = context.world.organization.units.filter(({ parentId }) => parentId === input.ParentId);
    const { items, next } = pageOf(units, { ...paging, token: input.NextToken, size: input.MaxResults });
    return { OrganizationalUnits: items.map(({ id, name }) => ({ Id: id, Name: name })), NextToken: next };
  },
  ListParents(input, context) {
    refuseMembers(context);
    const { accounts, organization } = context.world;
    const parentId = accounts.get(input.ChildId ?? '')?.unitId ?? organization.units.find(({ id }) => id === input.ChildId)?.parentId;
    if (parentId === undefined) throw new AwsRefusal('ChildNotFoundException', 'The child is not in the organization');
    return { Parents: [{ Id: parentId, Type: parentId === organization.rootId ? ('ROOT' as const) : ('ORGANIZATIONAL_UNIT' as const) }] };
  },
  ListChildren(input, context) {
    refuseMembers(context);
    const { accounts, organization } = context.world;
    const ids = input.ChildType === 'ACCOUNT' ? [...accounts.values()].filter(({ unitId }) => unitId === input.ParentId).map(({ id }) => id) : organization.units.filter(({ parentId }) => parentId === input.ParentId).map(({ id }) => id);
    const { items, next } = pageOf(ids, { ...paging, token: input.NextToken, size: input.MaxResults });
    return { Children: items.map((id) => ({ Id: id, Type: input.ChildType })), NextToken: next };
  },
  ListTagsForResource(input, context) {
    refuseMembers(context);
    const account = context.world.accounts.get(input.ResourceId ?? '');
    if (!account) throw new AwsRefusal('TargetNotFoundException', 'The target is not in the organization');
    return { Tags: [...account.tags].map(([Key, Value]) => ({ Key, Value })) };
  },
  ListAccountsForParent(input, context) {
    refuseMembers(context);
    const accounts = [...context.world.accounts.values()].filter(({ unitId }) => unitId === input.ParentId);
    const { items, next } = pageOf(accounts, { ...paging, token: input.NextToken, size: input.MaxResults });
    return { Accounts: items.map((account) => describe(context, account)), NextToken: next };
  },
});

function describe({ world }: CallContext, account: SimAccount): Account {
  return {
    Id: account.id,
    Arn: accountArn(world.organization, account.id),
    Email: account.email,
    Name: account.name,
    Status: account.status,
    JoinedMethod: 'CREATED',
    JoinedTimestamp: account.joinedAt,
  };
}

function refuseMembers({ world: { organization }, caller }: CallContext): void {
  if (caller.account.id === organization.managementAccountId || organization.delegatedAdministrators.has(caller.account.id)) return;
  throw new AwsRefusal('AccessDeniedException', "You don't have permissions to access this resource.");
}

function accountArn({ id, managementAccountId }: { id: string; managementAccountId: string }, accountId: string): string {
  return `arn:aws:organizations::${managementAccountId}:account/${id}/${accountId}`;
}

function rootArn({ id, managementAccountId }: { id: string; managementAccountId: string }): string {
  return `arn:aws:organizations::${managementAccountId}:root/${id}`;
}
