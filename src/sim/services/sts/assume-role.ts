import { managedPolicies } from '../../access/decide-access.ts';
import type { Session } from '../../access/caller.ts';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { parsePolicy } from '../../parse-policy.ts';
import type { SimAccount, SimRole } from '../../world/world.ts';

const leastSeconds = 900;
const chainedSeconds = 3_600;
const usualSeconds = 3_600;

export default defineHandlers('sts', {
  AssumeRole: {
    resource: (input) => input.RoleArn ?? '',
    actions: (input, { caller }) => ['sts:AssumeRole', ...((input.SourceIdentity ?? caller.principal.session?.sourceIdentity) === undefined ? [] : ['sts:SetSourceIdentity']), ...((input.Tags ?? []).length === 0 ? [] : ['sts:TagSession'])],
    conditions: (input) => ({ 'sts:externalid': input.ExternalId, 'sts:rolesessionname': input.RoleSessionName, 'sts:sourceidentity': input.SourceIdentity }),
    alsoIn: (input) => input.RoleArn?.split(':')[4],
    run(input, context) {
      const { account, role } = roleNamed(context, input.RoleArn ?? '');
      const name = input.RoleSessionName ?? '';
      if (!/^[\w+=,.@-]{2,64}$/.test(name)) throw new AwsRefusal('ValidationError', 'The role session name must be 2 to 64 letters, digits or +=,.@-');
      const inherited = context.caller.principal.session?.sourceIdentity;
      if (inherited !== undefined && input.SourceIdentity !== undefined && input.SourceIdentity !== inherited) {
        throw new AwsRefusal('AccessDenied', `User: ${context.caller.arn} is not authorized to perform: sts:SetSourceIdentity on resource: ${role.arn}`, { status: 403 });
      }
      const sourceIdentity = input.SourceIdentity ?? inherited;
      const isChained = context.caller.principal.kind === 'role';
      const most = isChained ? Math.min(chainedSeconds, role.maxSessionSeconds) : role.maxSessionSeconds;
      const seconds = input.DurationSeconds ?? Math.min(usualSeconds, most);
      if (seconds < leastSeconds || seconds > most) throw new AwsRefusal('ValidationError', `The requested DurationSeconds is not between ${leastSeconds} and ${most} for this role.`);
      const policies = sessionPolicies(account, { text: input.Policy, arns: (input.PolicyArns ?? []).flatMap(({ arn }) => arn ?? []) });
      const session = context.sessions.open(
        {
          accountId: account.id,
          holder: { kind: 'role', name: role.name },
          name,
          policies,
          sourceIdentity,
          tags: new Map((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
        },
        { now: context.now, seconds },
      );
      return {
        Credentials: credentialsOf(session),
        AssumedRoleUser: { AssumedRoleId: `${role.id}:${session.name}`, Arn: `arn:aws:sts::${account.id}:assumed-role/${role.name}/${session.name}` },
        ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
      };
    },
  },
  GetSessionToken: {
    // Every user may: it gives nothing that the user's own key does not.
    isOpen: true,
    run(input, context) {
      const { account, caller, now } = context;
      if (caller.principal.kind !== 'user' || caller.principal.session) throw new AwsRefusal('AccessDenied', 'Cannot call GetSessionToken with session credentials', { status: 403 });
      const { user } = caller.principal;
      const seconds = input.DurationSeconds ?? 43_200;
      if (seconds < leastSeconds || seconds > 129_600) throw new AwsRefusal('ValidationError', `The requested DurationSeconds is not between ${leastSeconds} and 129600.`);
      const session = context.sessions.open({ accountId: account.id, holder: { kind: 'user', name: user.name }, name: user.name, usedMfa: hasShownDevice(input, user.hasMfa) }, { now, seconds });
      return { Credentials: credentialsOf(session) };
    },
  },
});

/** The role was let through by its trust policy, so it is there; AWS does not tell a suspended account from a missing one. */
function roleNamed({ world, caller }: CallContext, arn: string): { account: SimAccount; role: SimRole } {
  const [, accountId = '', path = ''] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  const account = world.accounts.get(accountId);
  const role = account?.roles.get(path.split('/').at(-1) ?? '');
  if (!account || !role || account.status !== 'ACTIVE') throw new AwsRefusal('AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`, { status: 403 });
  return { account, role };
}

/** Undefined where the caller narrows nothing. */
function sessionPolicies(account: SimAccount, { text, arns }: { text: string | undefined; arns: readonly string[] }): Session['policies'] {
  if (text === undefined && arns.length === 0) return undefined;
  return [...(text === undefined ? [] : [parsePolicy(text, 'MalformedPolicyDocument')]), ...managedPolicies(account, arns)];
}

function hasShownDevice({ SerialNumber, TokenCode }: { SerialNumber?: string | undefined; TokenCode?: string | undefined }, hasMfa: boolean): boolean {
  if (SerialNumber === undefined && TokenCode === undefined) return false;
  if (!hasMfa || !/^\d{6}$/.test(TokenCode ?? '')) throw new AwsRefusal('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.', { status: 403 });
  return true;
}

function credentialsOf(session: Session) {
  return { AccessKeyId: session.accessKeyId, SecretAccessKey: session.secret, SessionToken: session.token, Expiration: session.expiresAt };
}
