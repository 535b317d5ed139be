import type { AwsSession } from '../aws/door.ts';
import { refusalName } from './key-session.ts';

export const identityActions = ['sts:GetCallerIdentity'] as const;
/** What a user must be allowed of itself to change its own keys. */
export const rotationActions = [...identityActions, 'iam:ListAccessKeys', 'iam:CreateAccessKey', 'iam:UpdateAccessKey', 'iam:DeleteAccessKey', 'iam:GetAccessKeyLastUsed'] as const;

/** AWS allows a user no third. */
export const mostKeys = 2;

export interface UserKey {
  readonly id: string;
  readonly isActive: boolean;
  readonly createdAt: Date | undefined;
}

export async function identityOf(session: AwsSession): Promise<{ accountId: string; arn: string }> {
  const { Account: accountId = '', Arn: arn = '' } = await session.call('sts', 'GetCallerIdentity', {});
  return { accountId, arn };
}

export async function keysOf(session: AwsSession, userName: string): Promise<UserKey[]> {
  const { AccessKeyMetadata: found = [] } = await session.call('iam', 'ListAccessKeys', { UserName: userName });
  return found.map(({ AccessKeyId: id = '', Status, CreateDate: createdAt }) => ({ id, isActive: Status === 'Active', createdAt }));
}

export async function setKeyStatus(session: AwsSession, userName: string, { id, status }: { id: string; status: 'Active' | 'Inactive' }): Promise<void> {
  await session.call('iam', 'UpdateAccessKey', { UserName: userName, AccessKeyId: id, Status: status });
}

/** Deleting what is gone already is done. */
export async function deleteKey(session: AwsSession, userName: string, id: string): Promise<void> {
  try {
    await session.call('iam', 'DeleteAccessKey', { UserName: userName, AccessKeyId: id });
  } catch (error) {
    if (refusalName(error)?.startsWith('NoSuchEntity') !== true) throw error;
  }
}

/** A crash may have come between the making of a key and the writing down of its id: such a key is of that time and was never used. */
export async function deleteOrphans(session: AwsSession, userName: string, made: { readonly keysBefore: readonly string[]; readonly from: Date; readonly to: Date }): Promise<void> {
  for (const { id, createdAt } of await keysOf(session, userName)) {
    const isOfThatTime = createdAt !== undefined && createdAt.getTime() >= made.from.getTime() - clocksDifferMs && createdAt.getTime() <= made.to.getTime() + clocksDifferMs;
    if (made.keysBefore.includes(id) || !isOfThatTime) continue;
    const { AccessKeyLastUsed: used } = await session.call('iam', 'GetAccessKeyLastUsed', { AccessKeyId: id });
    if (used?.LastUsedDate === undefined) await deleteKey(session, userName, id);
  }
}

const clocksDifferMs = 60_000;
