import type { Dice } from '../seeded-random.ts';
import type { PolicyDocument, PolicyStatement, SimAccessKey, SimAccount, SimGroup, SimIdentity, SimRole, SimUser } from '../world.ts';
import type { AccountPlan } from './account-plans.ts';
import { machineUsers, peopleWithUsers } from './people.ts';
import { addPolicies, allow, awsManagedArn, documentOf, ownArn } from './policies.ts';

const dayMs = 86_400_000;
const serviceRoles = [
  ['AWSServiceRoleForAutoScaling', 'autoscaling'],
  ['AWSServiceRoleForConfig', 'config'],
  ['AWSServiceRoleForECS', 'ecs'],
  ['AWSServiceRoleForElasticLoadBalancing', 'elasticloadbalancing'],
  ['AWSServiceRoleForAmazonGuardDuty', 'guardduty'],
  ['AWSServiceRoleForSupport', 'support'],
] as const;
const signOnSets = ['AdministratorAccess', 'PowerUserAccess', 'ReadOnlyAccess', 'SecurityAudit', 'Billing'] as const;
/** A monitoring vendor's account, outside the organisation. */
export const vendorAccountId = '464622532012';

/** What AWS Organizations leaves in every account that it makes. */
export const accessRoleName = 'OrganizationAccountAccessRole';

interface Facts {
  readonly plan: AccountPlan;
  readonly dice: Dice;
  readonly createdAt: Date;
  readonly managementAccountId: string;
}

/** The people, machines and roles of one account, and what each may do. */
export function addIdentities(account: SimAccount, facts: Facts): void {
  const { plan, dice, createdAt } = facts;
  addPolicies(account, { dice, createdAt, apps: plan.apps });
  addGroup(account, 'administrators', { dice, createdAt, policies: [awsManagedArn('AdministratorAccess')] });
  addGroup(account, 'developers', { dice, createdAt, policies: [awsManagedArn('PowerUserAccess'), awsManagedArn('IAMUserChangePassword')] });
  addGroup(account, 'auditors', { dice, createdAt, policies: [awsManagedArn('SecurityAudit')] });

  for (const [i, name] of peopleWithUsers.entries()) {
    const user = addUser(account, name, { dice, createdAt: new Date(createdAt.getTime() + dice.whole(30) * dayMs) });
    user.hasLoginProfile = true;
    user.hasMfa = i === 0 || dice.chance(0.8);
    user.groups.add(i === 0 ? 'administrators' : dice.pick(['developers', 'auditors']));
    user.tags.set('team', dice.pick(['platform', 'payments', 'storefront', 'data']));
    if (dice.chance(0.5)) addKey(user, { dice, createdAt: user.createdAt });
  }
  for (const name of machineUsers) {
    const user = addUser(account, name, { dice, createdAt });
    const policy = { 'ci-legacy': ownArn(account, 'team-deploy'), 'backup-export': ownArn(account, 'backup-operator'), monitoring: awsManagedArn('ReadOnlyAccess'), mailer: ownArn(account, 'mail-sender'), 'log-shipper': ownArn(account, 'logging-operator') }[name];
    user.attachedPolicies.add(policy);
    addKey(user, { dice, createdAt });
  }
  // A second key that was to replace the first and never did.
  const left = account.users.get('ci-legacy');
  if (left) addKey(left, { dice, createdAt: new Date(createdAt.getTime() + 20 * dayMs) }).status = 'Inactive';
  addRoles(account, facts);
}

function addRoles(account: SimAccount, { plan, dice, createdAt, managementAccountId }: Facts): void {
  const common = { dice, createdAt };
  for (const app of plan.apps) {
    addRole(account, `${app}-instance`, { ...common, trust: trusting({ Service: 'ec2.amazonaws.com' }), policies: [ownArn(account, `${app}-runtime`), awsManagedArn('AmazonSSMManagedInstanceCore')], tags: { app } });
    addRole(account, `${app}-task`, { ...common, trust: trusting({ Service: 'ecs-tasks.amazonaws.com' }), policies: [ownArn(account, `${app}-runtime`)], tags: { app } });
  }
  addRole(account, 'deploy-pipeline', {
    ...common,
    trust: documentOf({ Effect: 'Allow', Principal: { Federated: `arn:aws:iam::${account.id}:oidc-provider/token.actions.githubusercontent.com` }, Action: 'sts:AssumeRoleWithWebIdentity', Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' }, StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:example/*:ref:refs/heads/main' } } }),
    policies: [awsManagedArn('PowerUserAccess')],
    inline: { 'deploy-roles': documentOf({ Effect: 'Allow', Action: ['iam:GetRole', 'iam:PassRole', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies', 'iam:GetInstanceProfile', 'iam:PutRolePolicy', 'iam:AttachRolePolicy'], Resource: '*' }) },
  });
  addRole(account, 'observability', { ...common, trust: documentOf({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${vendorAccountId}:root` }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': dice.hex(32) } } }), policies: [awsManagedArn('ReadOnlyAccess')] });
  addRole(account, 'backup-service', { ...common, trust: trusting({ Service: 'backup.amazonaws.com' }), policies: [ownArn(account, 'backup-operator')] });
  addRole(account, 'log-pipeline', { ...common, trust: trusting({ Service: 'lambda.amazonaws.com' }), policies: [ownArn(account, 'logging-operator')] });
  if (account.id !== managementAccountId) addRole(account, accessRoleName, { ...common, trust: trusting({ AWS: `arn:aws:iam::${managementAccountId}:root` }), policies: [awsManagedArn('AdministratorAccess')] });
  for (const [name, service] of serviceRoles) {
    addRole(account, name, { ...common, trust: trusting({ Service: `${service}.amazonaws.com` }), policies: [], inline: { [`${name}Policy`]: documentOf(...allow([`${service}:*`, 'ec2:Describe*'])) }, path: `/aws-service-role/${service}.amazonaws.com/` });
  }
  for (const set of signOnSets) {
    addRole(account, `AWSReservedSSO_${set}_${dice.hex(16)}`, {
      ...common,
      trust: documentOf({ Effect: 'Allow', Principal: { Federated: `arn:aws:iam::${account.id}:saml-provider/AWSSSO_${account.id.slice(0, 8)}_DO_NOT_DELETE` }, Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'] }),
      policies: [awsManagedArn(set)],
      path: '/aws-reserved/sso.amazonaws.com/',
    });
  }
}

export function addUser(account: SimAccount, name: string, { dice, createdAt }: { dice: Dice; createdAt: Date }): SimUser {
  const user: SimUser = { ...identity(account, `user/${name}`, { dice, createdAt, prefix: 'AIDA' }), name, groups: new Set(), accessKeys: [], hasLoginProfile: false, hasMfa: false };
  account.users.set(name, user);
  return user;
}

export function addKey(user: SimUser, { dice, createdAt, id = `AKIA${dice.letters(16)}` }: { dice: Dice; createdAt: Date; id?: string }): SimAccessKey {
  const key: SimAccessKey = { id, secret: dice.secret(40), createdAt, status: 'Active' };
  user.accessKeys.push(key);
  return key;
}

export interface RoleFacts {
  readonly dice: Dice;
  readonly createdAt: Date;
  readonly trust: PolicyDocument;
  readonly policies?: readonly string[];
  readonly inline?: Readonly<Record<string, PolicyDocument>>;
  readonly path?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export function addRole(account: SimAccount, name: string, facts: RoleFacts): SimRole {
  const path = facts.path ?? '/';
  const role: SimRole = { ...identity(account, `role${path}${name}`, { ...facts, prefix: 'AROA' }), path, name, trust: facts.trust, maxSessionSeconds: path === '/' ? 43_200 : 3_600 };
  for (const arn of facts.policies ?? []) role.attachedPolicies.add(arn);
  for (const [policyName, document] of Object.entries(facts.inline ?? {})) role.inlinePolicies.set(policyName, document);
  for (const [key, value] of Object.entries(facts.tags ?? {})) role.tags.set(key, value);
  account.roles.set(name, role);
  return role;
}

function addGroup(account: SimAccount, name: string, { dice, createdAt, policies }: { dice: Dice; createdAt: Date; policies: readonly string[] }): void {
  const group: SimGroup = { ...identity(account, `group/${name}`, { dice, createdAt, prefix: 'AGPA' }), name };
  for (const arn of policies) group.attachedPolicies.add(arn);
  account.groups.set(name, group);
}

function identity(account: SimAccount, resource: string, { dice, createdAt, prefix }: { dice: Dice; createdAt: Date; prefix: string }): SimIdentity {
  return { arn: `arn:aws:iam::${account.id}:${resource}`, id: `${prefix}${dice.letters(17)}`, path: '/', createdAt, tags: new Map(), inlinePolicies: new Map(), attachedPolicies: new Set() };
}

function trusting(principal: Exclude<PolicyStatement['Principal'], undefined>): PolicyDocument {
  return documentOf({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });
}
