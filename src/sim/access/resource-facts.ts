import type { Tag } from '@aws-sdk/client-ec2';
import type { PolicyDocument, SimAccount, SimRegion, World } from '../world/world.ts';
import { readPolicy } from './read-policy.ts';

/** What is known of the resource that a call is about, for deciding whether the call may be made. */
export interface ResourceFacts {
  /** Whose it is; undefined when it is nobody's or does not exist. */
  readonly ownerId?: string | undefined;
  readonly policy?: PolicyDocument | undefined;
  /** A role lets in only whom its trust policy names, callers of its own account too. */
  readonly isClosed?: boolean;
  readonly tags?: ReadonlyMap<string, string>;
}

export function resourceFacts(world: World, arn: string): ResourceFacts {
  const [, , service, regionName = '', accountId = '', ...rest] = arn.split(':');
  const name = rest.join(':');
  const account = world.accounts.get(accountId);
  const region = account?.regions.get(regionName);
  switch (service) {
    case 's3':
      return bucketFacts(world, name.split('/')[0] ?? '');
    case 'sqs':
      return { ownerId: accountId, policy: readPolicy(region?.queues.get(name)?.attributes.get('Policy')) };
    case 'sns':
      return { ownerId: accountId, policy: readPolicy(region?.topics.get(arn)?.attributes.get('Policy')) };
    case 'iam':
      return identityFacts(account, accountId, name);
    case 'ec2':
      return { ownerId: accountId === '' ? undefined : accountId, tags: instanceTags(region, name) };
    default:
      return {};
  }
}

function bucketFacts(world: World, name: string): ResourceFacts {
  for (const { id, buckets } of world.accounts.values()) {
    const bucket = buckets.get(name);
    if (bucket) return { ownerId: id, policy: bucket.policy, tags: bucket.tags };
  }
  return {};
}

function identityFacts(account: SimAccount | undefined, accountId: string, name: string): ResourceFacts {
  const [kind, ...path] = name.split('/');
  const last = path.at(-1) ?? '';
  if (kind === 'role') {
    const role = account?.roles.get(last);
    return { ownerId: accountId, policy: role?.trust, isClosed: true, ...(role ? { tags: role.tags } : {}) };
  }
  const user = kind === 'user' ? account?.users.get(last) : undefined;
  // Managed policies of AWS itself belong to no account.
  return { ...(accountId === 'aws' ? {} : { ownerId: accountId }), ...(user ? { tags: user.tags } : {}) };
}

function instanceTags(region: SimRegion | undefined, name: string): ReadonlyMap<string, string> {
  const [kind, id] = name.split('/');
  const tags = kind === 'instance' ? region?.instances.find(({ InstanceId }) => InstanceId === id)?.Tags : undefined;
  return new Map((tags ?? []).map(({ Key = '', Value = '' }: Tag) => [Key, Value]));
}
