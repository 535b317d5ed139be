import { stringify } from 'yaml';
import { documentOf, trustPolicy, type RolePlan } from './role-plan.ts';

/** A stack that makes the role in one account. */
export function cloudFormationTemplate(plan: RolePlan): string {
  return render(templateOf(plan));
}

/** A stack for the management account, or a delegated one, that makes the role in every member, those that join later included. */
export function stackSetTemplate(plan: RolePlan): string {
  const inner = templateOf(plan);
  return render({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `${plan.about} In every account of the organisation, and in those that join it.`,
    Parameters: {
      ...inner.Parameters,
      OrganizationalUnitIds: { Type: 'CommaDelimitedList', Description: "The root of the organisation (r-…) for every account, or the units (ou-…) whose accounts are watched" },
      CallAs: { Type: 'String', Default: 'SELF', AllowedValues: ['SELF', 'DELEGATED_ADMIN'], Description: 'DELEGATED_ADMIN where this is not the management account' },
    },
    Resources: {
      StackSet: {
        Type: 'AWS::CloudFormation::StackSet',
        Properties: {
          StackSetName: `${plan.roleName}-role`,
          Description: plan.about,
          PermissionModel: 'SERVICE_MANAGED',
          CallAs: { Ref: 'CallAs' },
          AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
          ManagedExecution: { Active: true },
          Capabilities: ['CAPABILITY_NAMED_IAM'],
          OperationPreferences: { FailureTolerancePercentage: 100, MaxConcurrentPercentage: 100 },
          Parameters: Object.keys(inner.Parameters).map((name) => ({ ParameterKey: name, ParameterValue: { Ref: name } })),
          // IAM knows no regions: one instance per account is enough.
          StackInstancesGroup: [{ Regions: ['us-east-1'], DeploymentTargets: { OrganizationalUnitIds: { Ref: 'OrganizationalUnitIds' } } }],
          TemplateBody: render(inner),
        },
      },
    },
  });
}

interface Template {
  readonly AWSTemplateFormatVersion: string;
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, object>>;
  readonly Resources: Readonly<Record<string, object>>;
  readonly Outputs: Readonly<Record<string, object>>;
}

function templateOf({ roleName, about, externalId, principal, policies, boundary }: RolePlan): Template {
  const managed = policies.map((statements, index) => [`Policy${index + 1}`, { Type: 'AWS::IAM::ManagedPolicy', Properties: { Description: about, PolicyDocument: documentOf(statements) } }] as const);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: about,
    Parameters: {
      RoleName: { Type: 'String', Default: roleName, Description: 'What the role is called' },
      ExternalId: { Type: 'String', Default: externalId, MinLength: 2, Description: 'Watchkeeper has to name it to take on the role' },
      Principal: { Type: 'String', ...(principal === null ? {} : { Default: principal }), AllowedPattern: '^arn:aws[a-z-]*:iam::\\d{12}:(root|(user|role)/.+)$', Description: 'The user or role that Watchkeeper runs as' },
    },
    Resources: {
      Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Description: `The most that ${roleName} can ever do`, PolicyDocument: documentOf(boundary) } },
      ...Object.fromEntries(managed),
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: { Ref: 'RoleName' },
          Description: about,
          MaxSessionDuration: 3600,
          AssumeRolePolicyDocument: trustPolicy({ Ref: 'Principal' }, { Ref: 'ExternalId' }),
          PermissionsBoundary: { Ref: 'Boundary' },
          ManagedPolicyArns: managed.map(([name]) => ({ Ref: name })),
        },
      },
    },
    Outputs: {
      RoleArn: { Description: 'Connect the account with this role', Value: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      ExternalId: { Value: { Ref: 'ExternalId' } },
    },
  };
}

function render(template: object): string {
  return stringify(template, { lineWidth: 0, aliasDuplicateObjects: false });
}
