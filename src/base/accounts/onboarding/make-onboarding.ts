import { randomBytes } from 'node:crypto';
import { AppError } from '../../../core/app-error.ts';
import { awsUseFor, type AccountsRoom, type Asking } from '../accounts-room.ts';
import { unstoredAccount } from '../add-account.ts';
import type { Onboarding, OnboardingFormat, OnboardingQuery } from '../contract.ts';
import { cloudFormationTemplate, stackSetTemplate } from './cloudformation-template.ts';
import { readPlan, writePlan, type RolePlan } from './role-plan.ts';
import { terraformModule } from './terraform-module.ts';

/** What the roles are made from. */
export interface RoleActions {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

export interface OnboardingDeps {
  readonly room: Pick<AccountsRoom, 'aws' | 'clock' | 'isSimulated' | 'defaultRegion'>;
  readonly actions: RoleActions;
  readonly asking: Asking;
}

/** A template with an external id of its own, and with who Watchkeeper is in AWS where that can be found out. */
export async function makeOnboarding({ room, actions, asking }: OnboardingDeps, query: OnboardingQuery): Promise<Onboarding> {
  const principal = query.principal ?? (await ownPrincipal(room, asking));
  const externalId = query.externalId ?? `watchkeeper-${randomBytes(16).toString('hex')}`;
  const plan = planFor(query, { actions, principal: principal === null ? null : principalOf(principal), externalId });
  const statements = plan.policies.flat();
  return {
    format: query.format,
    role: query.role,
    roleName: plan.roleName,
    externalId,
    principal: plan.principal,
    filename: filenames[query.format](plan),
    template: renderers[query.format](plan),
    steps: stepsFor(query.format, plan),
    allowed: actionsIn(statements, 'Allow'),
    denied: actionsIn(statements, 'Deny'),
  };
}

function planFor(query: OnboardingQuery, { actions, ...facts }: { actions: RoleActions; principal: string | null; externalId: string }): RolePlan {
  if (query.role === 'read') return readPlan({ ...facts, actions: actions.read, opened: { features: query.open, trailBuckets: query.trailBucket, trailQueues: query.trailQueue } });
  if (actions.write.length === 0) throw new AppError('bad-request', 'Nothing that this version does would need a role that may write', { hint: 'The read role is enough' });
  return writePlan({ ...facts, actions: actions.write });
}

const renderers: Readonly<Record<OnboardingFormat, (plan: RolePlan) => string>> = { cloudformation: cloudFormationTemplate, stackset: stackSetTemplate, terraform: terraformModule };
const filenames: Readonly<Record<OnboardingFormat, (plan: RolePlan) => string>> = {
  cloudformation: ({ roleName }) => `${roleName}.yaml`,
  stackset: ({ roleName }) => `${roleName}-stackset.yaml`,
  terraform: ({ roleName }) => `${roleName}.tf`,
};

function stepsFor(format: OnboardingFormat, { roleName, principal }: RolePlan): string[] {
  const who = principal === null ? ['Give the parameter Principal the ARN of the user or role that Watchkeeper runs as'] : [];
  switch (format) {
    case 'cloudformation':
      return [`In the account: aws cloudformation deploy --stack-name watchkeeper-${roleName.toLowerCase()} --template-file ${roleName}.yaml --capabilities CAPABILITY_NAMED_IAM`, ...who, 'Connect the account with the role and the external id that the stack puts out'];
    case 'stackset':
      return [
        `In the management account, or a delegated one: aws cloudformation deploy --stack-name watchkeeper-stackset --template-file ${roleName}-stackset.yaml --capabilities CAPABILITY_NAMED_IAM --parameter-overrides OrganizationalUnitIds=r-…`,
        ...who,
        'StackSets leave out the management account itself: deploy the CloudFormation template there, with the same external id',
        'Connect the organisation with the role of the management account and the same external id; members are found by themselves',
      ];
    case 'terraform':
      return [`Put ${roleName}.tf into a folder, and use it as a module with the provider of the account: module "watchkeeper" { source = "./watchkeeper" }`, ...who, 'terraform apply, then connect the account with its outputs role_arn and external_id'];
  }
}

function actionsIn(statements: RolePlan['boundary'], effect: 'Allow' | 'Deny'): string[] {
  return [...new Set(statements.filter(({ Effect }) => Effect === effect).flatMap(({ Action }) => Action))].sort();
}

/** Null where Watchkeeper has no credentials of its own yet, or cannot reach AWS. */
async function ownPrincipal(room: OnboardingDeps['room'], asking: Asking): Promise<string | null> {
  const own = unstoredAccount({ accountId: '', credential: { kind: 'ambient' }, region: room.defaultRegion }, room);
  const session = room.aws.for(own, room.defaultRegion, { ...awsUseFor(asking, 'finding out who Watchkeeper is'), actions: ['sts:GetCallerIdentity'] });
  const looked = await session.orGap(() => session.call('sts', 'GetCallerIdentity', {}));
  return looked.ok ? (looked.value.Arn ?? null) : null;
}

/** Trust policies name roles, not their sessions. */
function principalOf(arn: string): string {
  const [, partition = 'aws', accountId = '', role = ''] = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role === '' ? arn : `arn:${partition}:iam::${accountId}:role/${role}`;
}
