import type { Dice } from '../seeded-random.ts';
import type { PolicyDocument, PolicyStatement, SimAccount, SimPolicy } from '../world.ts';

const awsManaged: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ['*'],
  PowerUserAccess: ['ec2:*', 's3:*', 'sns:*', 'sqs:*', 'ses:*', 'cloudtrail:Describe*', 'cloudtrail:Get*', 'cloudtrail:LookupEvents', 'logs:*', 'cloudwatch:*'],
  ReadOnlyAccess: ['*:Get*', '*:List*', '*:Describe*', 'cloudtrail:LookupEvents'],
  SecurityAudit: ['ec2:Describe*', 'iam:Get*', 'iam:List*', 's3:GetBucket*', 's3:ListAllMyBuckets', 'cloudtrail:Describe*', 'cloudtrail:Get*', 'cloudtrail:LookupEvents', 'organizations:List*', 'organizations:Describe*'],
  Billing: ['ce:*', 'budgets:*', 'cur:*', 'aws-portal:*'],
  AmazonSSMManagedInstanceCore: ['ssm:UpdateInstanceInformation', 'ssm:ListInstanceAssociations', 'ssm:GetParameter', 'ssmmessages:*', 'ec2messages:*'],
  IAMUserChangePassword: ['iam:ChangePassword', 'iam:GetAccountPasswordPolicy'],
};

export function awsManagedArn(name: string): string {
  return `arn:aws:iam::aws:policy/${name}`;
}

/** The AWS-managed policies in use, and the account's own. */
export function addPolicies(account: SimAccount, { dice, createdAt, apps }: { dice: Dice; createdAt: Date; apps: readonly string[] }): void {
  for (const [name, actions] of Object.entries(awsManaged)) addPolicy(account, awsManagedArn(name), { dice, createdAt, documents: [allow(actions)] });
  addPolicy(account, ownArn(account, 'team-deploy'), {
    dice,
    createdAt,
    // Grew by one right at a time: the last two are how it can be turned into any other policy.
    documents: [allow(['ec2:*', 's3:*']), allow(['ec2:*', 's3:*', 'sts:GetCallerIdentity', 'cloudtrail:DescribeTrails', 'iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:CreatePolicyVersion', 'iam:CreateUser', 'iam:CreateAccessKey', 'iam:AttachUserPolicy', 'iam:PassRole'])],
  });
  addPolicy(account, ownArn(account, 'backup-operator'), { dice, createdAt, documents: [allow(['ec2:DescribeVolumes', 'ec2:DescribeSnapshots', 'ec2:CreateSnapshot', 'ec2:DeleteSnapshot', 'ec2:CreateTags', 'ec2:ModifySnapshotAttribute', 's3:GetBucket*', 's3:ListAllMyBuckets', 's3:PutBucketPolicy', 's3:GetObject'])] });
  addPolicy(account, ownArn(account, 'logging-operator'), { dice, createdAt, documents: [allow(['cloudtrail:*', 's3:GetBucketPolicy', 's3:ListAllMyBuckets'])] });
  addPolicy(account, ownArn(account, 'mail-sender'), { dice, createdAt, documents: [allow(['ses:SendEmail', 'ses:SendRawEmail', 'ses:GetSendQuota'])] });
  for (const app of apps) {
    addPolicy(account, ownArn(account, `${app}-runtime`), {
      dice,
      createdAt,
      documents: [[{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], Resource: [`arn:aws:s3:::${app}-*`, `arn:aws:s3:::${app}-*/*`] }, ...allow(['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sns:Publish', 'secretsmanager:GetSecretValue', 'kms:Decrypt', 'logs:CreateLogStream', 'logs:PutLogEvents'])]],
    });
  }
}

export function ownArn(account: Pick<SimAccount, 'id'>, name: string): string {
  return `arn:aws:iam::${account.id}:policy/${name}`;
}

export function allow(actions: readonly string[], resource = '*'): PolicyStatement[] {
  return [{ Effect: 'Allow', Action: actions, Resource: resource }];
}

export function documentOf(...statements: PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** One version for each document; the last is in force. */
function addPolicy(account: SimAccount, arn: string, { dice, createdAt, documents }: { dice: Dice; createdAt: Date; documents: readonly PolicyStatement[][] }): void {
  const versions = documents.map((statements, i) => ({ id: `v${i + 1}`, document: documentOf(...statements), isDefault: i === documents.length - 1, createdAt: new Date(createdAt.getTime() + i * 40 * 86_400_000) }));
  const policy: SimPolicy = { arn, name: arn.split('/').at(-1) ?? arn, id: `ANPA${dice.letters(17)}`, createdAt, versions };
  account.policies.set(arn, policy);
}
