import type { AwsSession } from '../aws/door.ts';
import { forEachLimited } from '../../core/for-each-limited.ts';
import type { OrganizationExclusions } from './tables.ts';

export const organizationActions = [
  'organizations:DescribeOrganization',
  'organizations:ListAccounts',
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
  'organizations:ListTagsForResource',
] as const;

export interface Member {
  readonly accountId: string;
  readonly name: string;
  /** Why it is not to be watched; null when it is. */
  readonly leftOut: string | null;
}

const asksAtOnce = 4;

/** Every account of the organisation; those that are suspended, closed or excluded with the reason. */
export async function listMembers(session: AwsSession, exclude: OrganizationExclusions): Promise<Member[]> {
  const excluded = await accountsBelow(session, exclude.unitIds);
  const members: Member[] = [];
  for await (const { Accounts = [] } of session.pages('organizations', 'ListAccounts', {})) {
    for (const { Id: accountId = '', Name: name = accountId, Status: status = 'ACTIVE' } of Accounts) {
      const leftOut = status !== 'ACTIVE' ? `AWS Organizations says that the account is ${status.toLowerCase().replaceAll('_', ' ')}` : exclude.accountIds.includes(accountId) || excluded.has(accountId) ? 'It is among the exclusions of its organisation' : null;
      members.push({ accountId, name, leftOut });
    }
  }
  return Object.keys(exclude.tags).length === 0 ? members : withoutTagged(session, members, exclude.tags);
}

async function accountsBelow(session: AwsSession, unitIds: readonly string[]): Promise<ReadonlySet<string>> {
  const below = new Set<string>();
  const waiting = [...unitIds];
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    for await (const { Accounts = [] } of session.pages('organizations', 'ListAccountsForParent', { ParentId: parent })) for (const { Id } of Accounts) if (Id !== undefined) below.add(Id);
    for await (const { OrganizationalUnits = [] } of session.pages('organizations', 'ListOrganizationalUnitsForParent', { ParentId: parent })) for (const { Id } of OrganizationalUnits) if (Id !== undefined) waiting.push(Id);
  }
  return below;
}

async function withoutTagged(session: AwsSession, members: readonly Member[], tags: Readonly<Record<string, string>>): Promise<Member[]> {
  const judged: Member[] = [...members];
  await forEachLimited(members.entries(), asksAtOnce, async ([index, member]) => {
    if (member.leftOut !== null) return;
    for await (const { Tags = [] } of session.pages('organizations', 'ListTagsForResource', { ResourceId: member.accountId })) {
      const tag = Tags.find(({ Key = '', Value }) => tags[Key] !== undefined && (tags[Key] === '*' || tags[Key] === Value));
      if (tag) judged[index] = { ...member, leftOut: `Its tag ${tag.Key ?? ''} is among the exclusions of its organisation` };
    }
  });
  return judged;
}
