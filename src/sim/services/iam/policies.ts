import { fencesAround, identityPolicies, policiesOf } from '../../access/decide-access.ts';
import { evaluatePolicies, type AccessRequest } from '../../access/evaluate-policy.ts';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { findPolicy, findRole, findUser, roleArn, userArn } from '../../identities/find-identity.ts';
import { pageOf } from '../../page-of.ts';
import { parsePolicy } from '../../parse-policy.ts';
import type { PolicyDocument, SimIdentity, SimPolicy } from '../../world/world.ts';

const ofUser = (input: { UserName?: string | undefined }, { account }: CallContext) => userArn(account, input.UserName ?? '');
const ofRole = (input: { RoleName?: string | undefined }, { account }: CallContext) => roleArn(account, input.RoleName ?? '');
const ofPolicy = (input: { PolicyArn?: string | undefined }) => input.PolicyArn ?? '*';

export default defineHandlers('iam', {
  ListAttachedUserPolicies: { resource: ofUser, run: (input, context) => attachedTo(context, findUser(context, input.UserName)) },
  ListAttachedRolePolicies: { resource: ofRole, run: (input, context) => attachedTo(context, findRole(context, input.RoleName)) },
  AttachUserPolicy: { resource: ofUser, run: (input, context) => attach(context, findUser(context, input.UserName), input.PolicyArn) },
  AttachRolePolicy: { resource: ofRole, run: (input, context) => attach(context, findRole(context, input.RoleName), input.PolicyArn) },
  DetachUserPolicy: { resource: ofUser, run: (input, context) => detach(findUser(context, input.UserName), input.PolicyArn) },
  DetachRolePolicy: { resource: ofRole, run: (input, context) => detach(findRole(context, input.RoleName), input.PolicyArn) },
  ListUserPolicies: { resource: ofUser, run: (input, context) => ({ PolicyNames: [...findUser(context, input.UserName).inlinePolicies.keys()], IsTruncated: false }) },
  ListRolePolicies: { resource: ofRole, run: (input, context) => ({ PolicyNames: [...findRole(context, input.RoleName).inlinePolicies.keys()], IsTruncated: false }) },
  GetUserPolicy: {
    resource: ofUser,
    run: (input, context) => ({ UserName: input.UserName, PolicyName: input.PolicyName, PolicyDocument: inline(findUser(context, input.UserName), input.PolicyName) }),
  },
  GetRolePolicy: {
    resource: ofRole,
    run: (input, context) => ({ RoleName: input.RoleName, PolicyName: input.PolicyName, PolicyDocument: inline(findRole(context, input.RoleName), input.PolicyName) }),
  },
  PutUserPolicy: {
    resource: ofUser,
    run(input, context) {
      findUser(context, input.UserName).inlinePolicies.set(input.PolicyName ?? '', parsePolicy(input.PolicyDocument ?? ''));
      return {};
    },
  },
  PutRolePolicy: {
    resource: ofRole,
    run(input, context) {
      findRole(context, input.RoleName).inlinePolicies.set(input.PolicyName ?? '', parsePolicy(input.PolicyDocument ?? ''));
      return {};
    },
  },
  ListPolicies(input, { account }) {
    const wanted = [...account.policies.values()].filter(({ arn }) => input.Scope === undefined || input.Scope === 'All' || (input.Scope === 'AWS') === arn.startsWith('arn:aws:iam::aws:'));
    const { items, next } = pageOf(wanted, { token: input.Marker, size: input.MaxItems, most: 100, badToken: 'InvalidInputException' });
    return { Policies: items.map(describePolicy), IsTruncated: next !== undefined, Marker: next };
  },
  GetPolicy: { resource: ofPolicy, run: (input, context) => ({ Policy: describePolicy(findPolicy(context, input.PolicyArn)) }) },
  GetPolicyVersion: {
    resource: ofPolicy,
    run(input, context) {
      const version = findPolicy(context, input.PolicyArn).versions.find(({ id }) => id === input.VersionId);
      if (!version) throw new AwsRefusal('NoSuchEntityException', `Policy version ${input.VersionId ?? ''} does not exist.`);
      return { PolicyVersion: { VersionId: version.id, IsDefaultVersion: version.isDefault, CreateDate: version.createdAt, Document: encodeURIComponent(JSON.stringify(version.document)) } };
    },
  },
  CreatePolicyVersion: {
    resource: ofPolicy,
    run(input, context) {
      const policy = findPolicy(context, input.PolicyArn);
      const isDefault = input.SetAsDefault === true;
      if (isDefault) for (const version of policy.versions) version.isDefault = false;
      const version = { id: `v${policy.versions.length + 1}`, document: parsePolicy(input.PolicyDocument ?? ''), isDefault, createdAt: context.now };
      policy.versions.push(version);
      return { PolicyVersion: { VersionId: version.id, IsDefaultVersion: isDefault, CreateDate: version.createdAt } };
    },
  },
  SimulatePrincipalPolicy: {
    resource: (input) => input.PolicySourceArn ?? '*',
    run(input, context) {
      const { account } = context;
      const user = [...account.users.values()].find(({ arn }) => arn === input.PolicySourceArn);
      const role = [...account.roles.values()].find(({ arn }) => arn === input.PolicySourceArn);
      const identity = user ?? role;
      if (!identity) throw new AwsRefusal('NoSuchEntityException', `${input.PolicySourceArn ?? ''} cannot be found.`);
      const documents = user ? identityPolicies(account, { principal: { kind: 'user', user } }) : role ? policiesOf(account, role) : [];
      const resources = input.ResourceArns ?? ['*'];
      return {
        EvaluationResults: (input.ActionNames ?? []).flatMap((action) =>
          resources.map((resource) => simulated(context, { identity, documents, request: { action, resource, context: { 'aws:requestedregion': context.region.name } } })),
        ),
        IsTruncated: false,
      };
    },
  },
});

/** As IAM words it: what the organisation or the boundary keeps back is told beside the decision. */
function simulated({ world, account }: CallContext, { identity, documents, request }: { identity: SimIdentity; documents: readonly PolicyDocument[]; request: AccessRequest }) {
  const verdict = evaluatePolicies(documents, request);
  const { organization, boundary } = fencesAround(world, { account, identity }, request);
  const isHeldBack = verdict === 'allow' && (!organization || boundary === false);
  return {
    EvalActionName: request.action,
    EvalResourceName: request.resource,
    EvalDecision: isHeldBack ? ('implicitDeny' as const) : decision(verdict),
    OrganizationsDecisionDetail: { AllowedByOrganizations: organization },
    ...(boundary === undefined ? {} : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: boundary } }),
  };
}

function decision(verdict: 'allow' | 'deny' | 'none'): 'allowed' | 'explicitDeny' | 'implicitDeny' {
  return verdict === 'allow' ? 'allowed' : verdict === 'deny' ? 'explicitDeny' : 'implicitDeny';
}

function attachedTo({ account }: CallContext, identity: SimIdentity) {
  return { AttachedPolicies: [...identity.attachedPolicies].map((arn) => ({ PolicyArn: arn, PolicyName: account.policies.get(arn)?.name ?? arn.split('/').at(-1) })), IsTruncated: false };
}

function attach(context: CallContext, identity: SimIdentity, arn: string | undefined) {
  identity.attachedPolicies.add(findPolicy(context, arn).arn);
  return {};
}

function detach(identity: SimIdentity, arn: string | undefined) {
  if (!identity.attachedPolicies.delete(arn ?? '')) throw new AwsRefusal('NoSuchEntityException', `Policy ${arn ?? ''} was not found.`);
  return {};
}

function inline(identity: SimIdentity, name: string | undefined): string {
  const document = identity.inlinePolicies.get(name ?? '');
  if (!document) throw new AwsRefusal('NoSuchEntityException', `The policy with name ${name ?? ''} cannot be found.`);
  return encodeURIComponent(JSON.stringify(document));
}

function describePolicy(policy: SimPolicy) {
  return { PolicyName: policy.name, PolicyId: policy.id, Arn: policy.arn, Path: '/', DefaultVersionId: policy.versions.find(({ isDefault }) => isDefault)?.id, IsAttachable: true, CreateDate: policy.createdAt };
}
