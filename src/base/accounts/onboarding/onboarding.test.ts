import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { openTestSim } from '../../../sim/open-test-sim.ts';
import { testAccounts } from '../../../testing/open-test-accounts.ts';
import { evaluatePolicies } from '../../../sim/access/evaluate-policy.ts';
import type { PolicyDocument } from '../../../sim/world/world.ts';
import { onboardingQuerySchema } from '../contract.ts';
import { makeOnboarding } from './make-onboarding.ts';

const openAccounts = testAccounts();
const actions = { read: ['cloudtrail:LookupEvents', 'ec2:DescribeInstances', 'lambda:GetFunction', 'logs:StartQuery', 's3:GetObject', 's3:ListBucket', 'sqs:ReceiveMessage'], write: ['glue:StartJobRun'] };
const principal = 'arn:aws:iam::111122223333:role/watchkeeper';

async function make(query: object = {}, given = actions) {
  const { room, asking } = await openAccounts();
  return makeOnboarding({ room, actions: given, asking }, onboardingQuerySchema.parse({ principal, externalId: 'watchkeeper-1', ...query }));
}

const templateSchema = z.object({ Parameters: z.record(z.string(), z.looseObject({ Default: z.string().optional() })), Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.looseObject({ PolicyDocument: z.custom<PolicyDocument>().optional(), AssumeRolePolicyDocument: z.unknown().optional(), PermissionsBoundary: z.unknown().optional(), ManagedPolicyArns: z.array(z.unknown()).optional() }) })) });

function documentsOf(template: string): { policies: PolicyDocument[]; boundary: PolicyDocument[]; resources: z.infer<typeof templateSchema>['Resources'] } {
  const { Resources: resources } = templateSchema.parse(parse(template));
  const of = (isMeant: (name: string) => boolean) => Object.entries(resources).flatMap(([name, { Properties }]) => (isMeant(name) && Properties.PolicyDocument ? [Properties.PolicyDocument] : []));
  return { policies: of((name) => name.startsWith('Policy')), boundary: of((name) => name === 'Boundary'), resources };
}

/** As AWS judges: the policies and the boundary both have to allow. */
function mayBy(template: string) {
  const { policies, boundary } = documentsOf(template);
  return (action: string, resource = '*', context = {}) => [policies, boundary].every((documents) => evaluatePolicies(documents, { action, resource, context }) === 'allow');
}

describe('the read role', () => {
  it('sees how things are set up, and no customer data', async () => {
    const { template, denied } = await make();
    const may = mayBy(template);
    expect(may('cloudtrail:LookupEvents')).toBe(true);
    expect(may('ec2:DescribeInstances')).toBe(true);
    for (const action of ['s3:GetObject', 'lambda:GetFunction', 'logs:StartQuery', 'sqs:ReceiveMessage', 'dynamodb:Scan', 'secretsmanager:GetSecretValue', 'ssm:GetParameter', 'ec2:DescribeInstanceAttribute', 'kms:Decrypt', 'iam:CreateUser']) expect([action, may(action, 'arn:aws:s3:::logs/x')]).toEqual([action, false]);
    expect(denied).toContain('dynamodb:GetItem');
  });

  it('is denied customer data even when somebody gives it everything', async () => {
    const { policies } = documentsOf((await make()).template);
    const everything: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    for (const action of ['s3:GetObject', 'dynamodb:Query', 'secretsmanager:GetSecretValue', 'logs:FilterLogEvents']) expect(evaluatePolicies([...policies, everything], { action, resource: 'arn:aws:s3:::a/b', context: {} })).toBe('deny');
  });

  it('opens log files in their folder and log queries when that is wanted, and nothing beside', async () => {
    const { template } = await make({ trailBucket: 'logs/AWSLogs,more-logs', trailQueue: 'arn:aws:sqs:us-east-1:111122223333:trail-files', open: 'log-queries' });
    const may = mayBy(template);
    expect(may('s3:GetObject', 'arn:aws:s3:::logs/AWSLogs/1/x.gz')).toBe(true);
    expect(may('s3:GetObject', 'arn:aws:s3:::more-logs/x.gz')).toBe(true);
    expect(may('s3:ListBucket', 'arn:aws:s3:::logs')).toBe(true);
    expect(may('s3:GetObject', 'arn:aws:s3:::logs/other')).toBe(false);
    expect(may('s3:GetObject', 'arn:aws:s3:::customers/x')).toBe(false);
    expect(may('sqs:ReceiveMessage', 'arn:aws:sqs:us-east-1:111122223333:trail-files')).toBe(true);
    expect(may('sqs:ReceiveMessage', 'arn:aws:sqs:us-east-1:111122223333:orders')).toBe(false);
    expect(may('logs:StartQuery')).toBe(true);
    expect(may('kms:Decrypt', '*', { 'kms:viaservice': 's3.us-east-1.amazonaws.com' })).toBe(true);
    expect(may('kms:Decrypt', '*', { 'kms:viaservice': 'ec2.us-east-1.amazonaws.com' })).toBe(false);
  });

  it('trusts one principal with one external id, for sessions that name their source', async () => {
    const { resources } = documentsOf((await make()).template);
    expect(resources.Role?.Properties.AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: { Ref: 'Principal' } }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'], Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } } }],
    });
    expect(resources.Role?.Properties.PermissionsBoundary).toEqual({ Ref: 'Boundary' });
  });

  it('has policies that AWS takes, however much is declared', async () => {
    const many = Array.from({ length: 600 }, (_, index) => `service${index % 40}:DescribeSomething${index}`);
    const { policies, resources } = documentsOf((await make({}, { ...actions, read: many })).template);
    expect(policies.length).toBeGreaterThan(1);
    expect(policies.length).toBeLessThanOrEqual(10);
    const lengths = Object.values(resources).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument ?? {}).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(6_144);
    expect(evaluatePolicies(policies, { action: 'service7:DescribeSomething47', resource: '*', context: {} })).toBe('allow');
  });
});

describe('the write role', () => {
  it('is another one, and may do what was declared and no more', async () => {
    const { template, roleName } = await make({ role: 'write' });
    expect(roleName).toBe('WatchkeeperWrite');
    const may = mayBy(template);
    expect(may('glue:StartJobRun')).toBe(true);
    expect(may('cloudtrail:LookupEvents')).toBe(false);
    expect(may('iam:CreateUser')).toBe(false);
  });

  it('is not made when nothing needs it', async () => {
    await expect(make({ role: 'write' }, { ...actions, write: [] })).rejects.toMatchObject({ code: 'bad-request' });
  });
});

it('makes up another external id each time, and finds out who Watchkeeper is', async () => {
  const { room, asking, world } = await openAccounts();
  const [one, other] = await Promise.all([1, 2].map(() => makeOnboarding({ room, actions, asking }, onboardingQuerySchema.parse({}))));
  expect(one?.externalId).toMatch(/^watchkeeper-[0-9a-f]{32}$/);
  expect(other?.externalId).not.toBe(one?.externalId);
  expect(one?.principal).toBe(`arn:aws:iam::${world.organization.managementAccountId}:user/watchkeeper`);
});

it('asks for the principal where nobody knows it', async () => {
  const { room, asking } = await openAccounts({ aws: { endpoint: 'http://127.0.0.1:9' } });
  const { principal: found, template, steps } = await makeOnboarding({ room, actions, asking }, onboardingQuerySchema.parse({}));
  expect(found).toBeNull();
  expect(templateSchema.parse(parse(template)).Parameters.Principal?.Default).toBeUndefined();
  expect(steps.join(' ')).toContain('parameter Principal');
});

it('puts the whole template into a stack set that follows the organisation', async () => {
  const [single, set] = [await make(), await make({ format: 'stackset' })];
  const { Resources } = z.object({ Resources: z.object({ StackSet: z.object({ Type: z.literal('AWS::CloudFormation::StackSet'), Properties: z.looseObject({ TemplateBody: z.string(), AutoDeployment: z.object({ Enabled: z.literal(true) }), PermissionModel: z.literal('SERVICE_MANAGED') }) }) }) }).parse(parse(set.template));
  expect(parse(Resources.StackSet.Properties.TemplateBody)).toEqual(parse(single.template));
});

it('is a module of Terraform as well, with the same policies', async () => {
  const [{ template: yaml }, { template: module }] = [await make({ trailBucket: 'logs' }), await make({ format: 'terraform', trailBucket: 'logs' })];
  const documents = [...module.matchAll(/policy\s+= jsonencode\(([\s\S]*?\n {2}\})\)/g)].map(([, text = '']) => z.custom<PolicyDocument>().parse(JSON.parse(text.replaceAll('${var.principal}', 'P'))));
  const { policies, boundary } = documentsOf(yaml);
  for (const document of [...policies, ...boundary]) expect(documents).toContainEqual(document);
  expect(module).toContain('"AWS": "${var.principal}"');
  expect(module).toMatch(/permissions_boundary\s+= aws_iam_policy\.watchkeeper_read_boundary\.arn/);
});

it('makes a role that works, once somebody has made it', async () => {
  const sim = await openTestSim();
  try {
    const member = sim.member();
    const { watcher } = sim.world;
    const user = `arn:aws:iam::${watcher.accountId}:user/watchkeeper`;
    const { template } = await make({ principal: user });
    const { policies, boundary } = documentsOf(template);
    const trust: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: user }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'], Condition: { StringEquals: { 'sts:ExternalId': 'watchkeeper-1' } } }] };
    const role = member.roles.get(watcher.roleName);
    if (!role) throw new Error('There is no such role');
    Object.assign(role, { trust, inlinePolicies: new Map(policies.map((document, index) => [`p${index}`, document])) });
    expect(boundary).toHaveLength(1);
    await expect(sim.assume(watcher, { RoleArn: role.arn, ExternalId: 'watchkeeper-1', SourceIdentity: 'run-1' })).resolves.toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/) });
    await expect(sim.assume(watcher, { RoleArn: role.arn, ExternalId: 'another' })).rejects.toThrow('not authorized');
  } finally {
    await sim.close();
  }
});
