import { authorise } from '../../access/authorise.ts';
import { evaluatePolicies, namesPrincipal, type AccessRequest } from '../../access/evaluate-policy.ts';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { parsePolicy } from '../../parse-policy.ts';
import type { PolicyStatement, SimAccount, SimRole } from '../../world/world.ts';

const leastSeconds = 900;

export default defineHandlers('sts', {
  AssumeRole: {
    // Whether the caller may is decided here: by its own policies and by the role's trust, which is in another account.
    isOpen: true,
    run(input, context) {
      const { account, role } = roleNamed(context, input.RoleArn ?? '');
      const facts = { externalId: input.ExternalId, sessionName: input.RoleSessionName ?? '', sourceIdentity: input.SourceIdentity };
      if (!/^[\w+=,.@-]{2,64}$/.test(facts.sessionName)) throw new AwsRefusal('ValidationError', 'The role session name must be 2 to 64 letters, digits or +=,.@-');
      refuseUnlessTrusted(context, role, facts);
      const isChained = context.caller.principal.kind === 'role';
      const most = isChained ? Math.min(3_600, role.maxSessionSeconds) : role.maxSessionSeconds;
      const seconds = input.DurationSeconds ?? Math.min(3_600, most);
      if (seconds < leastSeconds || seconds > most) {
        throw new AwsRefusal('ValidationError', `The requested DurationSeconds is not between ${leastSeconds} and ${most} for this role`);
      }
      const session = context.sessions.open(
        {
          accountId: account.id,
          roleName: role.name,
          name: facts.sessionName,
          policy: input.Policy === undefined ? undefined : parsePolicy(input.Policy),
          sourceIdentity: facts.sourceIdentity,
        },
        { now: context.now, seconds },
      );
      return {
        Credentials: { AccessKeyId: session.accessKeyId, SecretAccessKey: session.secret, SessionToken: session.token, Expiration: session.expiresAt },
        AssumedRoleUser: { AssumedRoleId: `${role.id}:${session.name}`, Arn: `arn:aws:sts::${account.id}:assumed-role/${role.name}/${session.name}` },
      };
    },
  },
});

function roleNamed(context: CallContext, arn: string): { account: SimAccount; role: SimRole } {
  const [, accountId = '', path = ''] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  const account = context.world.accounts.get(accountId);
  const role = account?.roles.get(path.split('/').at(-1) ?? '');
  // AWS does not tell a role that is missing from one that does not trust the caller.
  if (!account || !role || account.status === 'SUSPENDED') throw notAllowed(context, arn);
  return { account, role };
}

function refuseUnlessTrusted(context: CallContext, role: SimRole, facts: { externalId: string | undefined; sessionName: string; sourceIdentity: string | undefined }): void {
  const { caller } = context;
  const request: AccessRequest = {
    action: 'sts:AssumeRole',
    resource: role.arn,
    context: { 'sts:externalid': facts.externalId, 'sts:rolesessionname': facts.sessionName, 'sts:sourceidentity': facts.sourceIdentity, 'aws:principalarn': caller.arn },
  };
  const own = caller.principal.kind === 'role' ? caller.principal.role.arn : caller.arn;
  const names = [own, caller.arn, `arn:aws:iam::${caller.account.id}:root`, caller.account.id];
  const naming = asList(role.trust.Statement).filter((statement) => namesPrincipal(statement, names));
  if (evaluatePolicies([{ Statement: naming }], request) !== 'allow') throw notAllowed(context, role.arn);
  const isSameAccount = role.arn.includes(`::${caller.account.id}:`);
  const isNamedItself = naming.some((statement) => namesPrincipal(statement, [own]));
  if (isSameAccount && isNamedItself) return;
  authorise(context.world, caller, { action: 'sts:AssumeRole', resources: [role.arn], service: 'sts', sourceAddress: '127.0.0.1', region: context.region.name });
}

function notAllowed({ caller }: CallContext, roleArn: string): AwsRefusal {
  return new AwsRefusal('AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`, { status: 403 });
}

function asList(statement: readonly PolicyStatement[] | PolicyStatement): readonly PolicyStatement[] {
  return 'Effect' in statement ? [statement] : statement;
}
