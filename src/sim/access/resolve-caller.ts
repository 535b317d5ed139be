import type { ServiceName } from '../../base/aws/services.ts';
import { serviceRefusal } from '../service-refusals.ts';
import type { HttpCall } from '../wire/http-call.ts';
import type { SimAccount, SimAccessKey, SimUser, World } from '../world/world.ts';
import type { Caller, Session } from './caller.ts';
import type { Sessions } from './sessions.ts';
import { readSignature, verifySignature, type Signature } from './signature.ts';

interface Knowledge {
  readonly service: ServiceName;
  readonly world: World;
  readonly sessions: Sessions;
  readonly now: Date;
}

/** Finds who holds the key of a request and checks that they signed it. */
export function resolveCaller(call: HttpCall, knowledge: Knowledge): { caller: Caller; signature: Signature } {
  const { service, now } = knowledge;
  const signature = readSignature(call, service);
  const held = findUserKey(signature.accessKeyId, knowledge);
  const caller = held ? userCaller(held) : sessionCaller(signature, knowledge);
  if (!caller || caller.account.status === 'SUSPENDED') throw serviceRefusal(service, 'unknown-key', unknownKey[service] ?? 'The security token included in the request is invalid.');
  verifySignature(call, signature, { service, secret: caller.secret, now });
  const { session } = caller.principal;
  if (session && session.expiresAt <= now) throw serviceRefusal(service, 'expired', expired[service] ?? 'The security token included in the request is expired');
  if (held) held.key.lastUsed = { at: now, region: signature.region, service: signature.signingName };
  return { caller, signature };
}

const unknownKey: { readonly [S in ServiceName]?: string } = {
  s3: 'The AWS Access Key Id you provided does not exist in our records.',
  ec2: 'AWS was not able to validate the provided access credentials',
};
const expired: { readonly [S in ServiceName]?: string } = { s3: 'The provided token has expired.', ec2: 'Request has expired.' };

interface HeldKey {
  readonly account: SimAccount;
  readonly user: SimUser;
  readonly key: SimAccessKey;
}

function findUserKey(accessKeyId: string, { world, now }: Knowledge): HeldKey | undefined {
  for (const account of world.accounts.values()) {
    for (const user of account.users.values()) {
      const key = user.accessKeys.find(({ id, worksFrom = now }) => id === accessKeyId && worksFrom <= now);
      if (key) return { account, user, key };
    }
  }
  return undefined;
}

function userCaller({ account, user, key }: HeldKey): Caller | undefined {
  if (key.status === 'Inactive') return undefined;
  return { account, arn: user.arn, userId: user.id, accessKeyId: key.id, secret: key.secret, principal: { kind: 'user', user } };
}

function sessionCaller(signature: Signature, { service, world, sessions }: Knowledge): Caller | undefined {
  const session = sessions.find(signature.accessKeyId);
  if (!session) return undefined;
  if (signature.token !== session.token) throw serviceRefusal(service, 'wrong-token', 'The security token included in the request is invalid.');
  const account = world.accounts.get(session.accountId);
  return account && holderOf(session, account);
}

function holderOf(session: Session, account: SimAccount): Caller | undefined {
  const common = { account, accessKeyId: session.accessKeyId, secret: session.secret };
  const { kind, name } = session.holder;
  if (kind === 'user') {
    const user = account.users.get(name);
    return user && { ...common, arn: user.arn, userId: user.id, principal: { kind, user, session } };
  }
  const role = account.roles.get(name);
  return role && { ...common, arn: `arn:aws:sts::${account.id}:assumed-role/${role.name}/${session.name}`, userId: `${role.id}:${session.name}`, principal: { kind, role, session } };
}
