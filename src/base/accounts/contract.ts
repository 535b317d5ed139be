import { z } from 'zod';
import { accountIdSchema, type ConnectedAccount, connectedAccountSchema, credentialSourceSchema, credentialTypes, externalIdSchema, regionGapSchema, roleArnSchema } from '../../core/account.ts';
import { contract } from '../../core/contract.ts';

const idSchema = z.object({ id: z.string() });
export const regionNameSchema = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-central-1');
export const tagsSchema = z.record(z.string().min(1).max(128), z.string().max(256));
const nameSchema = z.string().trim().min(1).max(100);

/** Either a whole `credential`, or the fields of the usual ones. */
const credentialFields = {
  credential: credentialSourceSchema.optional().meta({ about: 'How to get credentials, with everything that is possible; or the fields below' }),
  credentialType: z.enum(credentialTypes).optional(),
  roleArn: roleArnSchema.optional(),
  externalId: externalIdSchema.optional(),
  credentialId: z.string().optional().meta({ about: 'An access key that is in the vault, by its id' }),
  profile: z.string().min(1).optional().meta({ about: 'A profile of the AWS configuration of the machine, SSO included' }),
};

const limitFields = {
  tags: tagsSchema.optional(),
  concurrency: z.number().int().min(1).max(200).nullable().optional(),
  monthlyCeilingUsd: z.number().min(0).nullable().optional(),
};

export const accountRequestSchema = z.strictObject({
  ...credentialFields,
  ...limitFields,
  name: nameSchema.optional(),
  accountId: accountIdSchema.optional().meta({ about: 'Told by AWS where it is not given' }),
  regions: z.array(regionNameSchema).min(1).max(60).optional().meta({ about: 'Every region that the account has enabled when absent' }),
  defaultRegion: regionNameSchema.optional(),
});
export type AccountRequest = z.output<typeof accountRequestSchema>;

export const accountChangesSchema = z.strictObject({
  ...credentialFields,
  ...limitFields,
  name: nameSchema.optional(),
  status: z.enum(['active', 'inactive']).optional(),
  regions: z.array(regionNameSchema).min(1).max(60).nullable().optional().meta({ about: 'null for every region that the account has enabled' }),
  defaultRegion: regionNameSchema.optional(),
});
export type AccountChanges = z.output<typeof accountChangesSchema>;

const changeable: Readonly<Record<ConnectedAccount['origin'], readonly (keyof AccountChanges)[] | 'all'>> = {
  person: 'all',
  organization: ['name', 'status', 'tags', 'concurrency', 'monthlyCeilingUsd', 'regions', 'defaultRegion'],
  config: ['tags'],
  simulated: ['tags', 'status'],
};

/** What of an account a person may change: the rest is decided by whoever connected it. */
export function changeableFields(origin: ConnectedAccount['origin']): readonly (keyof AccountChanges)[] | 'all' {
  return changeable[origin];
}

export const listAccountsContract = contract({
  id: 'list-accounts',
  method: 'get',
  path: '/api/aws/accounts',
  title: 'The connected AWS accounts',
  role: 'viewer',
  reach: 'accounts',
  response: z.object({ accounts: z.array(connectedAccountSchema) }),
});

export const addAccountContract = contract({
  id: 'add-account',
  method: 'post',
  path: '/api/aws/accounts',
  title: 'Connect an AWS account and try its credentials',
  role: 'admin',
  reach: 'all-accounts',
  body: accountRequestSchema,
  response: connectedAccountSchema,
  status: 201,
});

export const getAccountContract = contract({
  id: 'get-account',
  method: 'get',
  path: '/api/aws/accounts/{id}',
  title: 'One connected AWS account',
  role: 'viewer',
  reach: 'accounts',
  params: idSchema,
  response: connectedAccountSchema,
});

export const updateAccountContract = contract({
  id: 'update-account',
  method: 'put',
  path: '/api/aws/accounts/{id}',
  title: "Change an account's name, credentials, regions, limits or tags, or pause it",
  role: 'admin',
  reach: 'accounts',
  params: idSchema,
  body: accountChangesSchema,
  response: connectedAccountSchema,
});

export const removeAccountContract = contract({
  id: 'remove-account',
  method: 'delete',
  path: '/api/aws/accounts/{id}',
  title: 'Disconnect an account; what was found there stays',
  role: 'admin',
  reach: 'accounts',
  params: idSchema,
  response: z.null(),
  status: 204,
});

export const validateAccountContract = contract({
  id: 'validate-account',
  method: 'post',
  path: '/api/aws/accounts/{id}/validate',
  title: "Try an account's credentials, regions and permissions now",
  role: 'operator',
  reach: 'accounts',
  params: idSchema,
  response: connectedAccountSchema,
});

export const accountRegionSchema = z.object({
  region: z.string(),
  optIn: z.enum(['not-required', 'opted-in', 'not-opted-in']),
  isWatched: z.boolean(),
  /** Why it cannot be looked at; null when it can. */
  gap: regionGapSchema.nullable(),
});

export const listAccountRegionsContract = contract({
  id: 'list-account-regions',
  method: 'get',
  path: '/api/aws/accounts/{id}/regions',
  title: 'Every region that AWS has for the account: enabled, watched, or why not to be seen',
  role: 'viewer',
  reach: 'accounts',
  params: idSchema,
  response: z.object({ regions: z.array(accountRegionSchema) }),
});

export const assumeRoleContract = contract({
  id: 'assume-account-role',
  method: 'post',
  path: '/api/aws/accounts/{id}/assume-role',
  title: 'Try whether the role of an account can be taken on; credentials are never returned',
  role: 'operator',
  reach: 'accounts',
  params: idSchema,
  response: z.object({ arn: z.string(), accountId: z.string(), expiresAt: z.iso.datetime().nullable(), remarks: z.array(z.string()) }),
});

const exclusionsSchema = z.strictObject({
  accountIds: z.array(accountIdSchema).default([]),
  unitIds: z.array(z.string().regex(/^(ou|r)-[a-z0-9-]+$/, 'the id of an organisational unit: ou-…')).default([]).meta({ about: 'With all that is below them' }),
  tags: tagsSchema.default({}).meta({ about: "Members that have any of these tags in AWS Organizations; '*' is any value" }),
});

export const organizationRequestSchema = z.strictObject({
  ...credentialFields,
  memberRoleName: z.string().regex(/^[\w+=,.@-]{1,64}$/, 'the name of a role').default('WatchkeeperRead').meta({ about: 'The role that exists in every member account' }),
  memberExternalId: externalIdSchema.optional().meta({ about: "The external id of the members' roles, when it is not that of the role above" }),
  regions: z.array(regionNameSchema).min(1).max(60).optional().meta({ about: 'Every region that a member has enabled when absent' }),
  exclude: exclusionsSchema.prefault({}),
});
export type OrganizationRequest = z.output<typeof organizationRequestSchema>;

export const organizationSchema = z.object({
  id: z.string(),
  organizationId: z.string(),
  managementAccountId: accountIdSchema,
  askedAccountId: accountIdSchema,
  credential: credentialSourceSchema,
  memberRoleName: z.string(),
  externalId: z.string().nullable(),
  regions: z.array(z.string()).nullable(),
  exclude: exclusionsSchema,
  status: z.enum(['active', 'error']),
  statusReason: z.string().nullable(),
  statusHint: z.string().nullable(),
  failingSince: z.iso.datetime().nullable(),
  lastSynced: z.iso.datetime().nullable(),
  /** Members that are connected through it, and those of them that are watched. */
  members: z.number().int(),
  activeMembers: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Organization' });
export type Organization = z.infer<typeof organizationSchema>;

export const listOrganizationsContract = contract({
  id: 'list-organizations',
  method: 'get',
  path: '/api/aws/organizations',
  title: 'The organisations whose members are connected by themselves',
  role: 'viewer',
  reach: 'all-accounts',
  response: z.object({ organizations: z.array(organizationSchema) }),
});

export const connectOrganizationContract = contract({
  id: 'connect-organization',
  method: 'post',
  path: '/api/aws/organizations',
  title: 'Connect every member of an organisation, and those that join it later',
  role: 'admin',
  reach: 'all-accounts',
  body: organizationRequestSchema,
  response: organizationSchema,
  status: 201,
});

export const syncOrganizationContract = contract({
  id: 'sync-organization',
  method: 'post',
  path: '/api/aws/organizations/{id}/sync',
  title: 'Look for new and lost members of an organisation now',
  role: 'operator',
  reach: 'all-accounts',
  params: idSchema,
  response: organizationSchema,
});

export const removeOrganizationContract = contract({
  id: 'remove-organization',
  method: 'delete',
  path: '/api/aws/organizations/{id}',
  title: 'Stop following an organisation; its members are disconnected',
  role: 'admin',
  reach: 'all-accounts',
  params: idSchema,
  response: z.null(),
  status: 204,
});

export const onboardingFormats = ['cloudformation', 'stackset', 'terraform'] as const;
export type OnboardingFormat = (typeof onboardingFormats)[number];

/** Several values in one parameter, with commas between them. */
function many<T extends z.ZodType<unknown, string>>(schema: T) {
  return z.string().default('').transform((text) => text.split(',').filter((value) => value !== '')).pipe(z.array(schema));
}

export const onboardingQuerySchema = z.object({
  format: z.enum(onboardingFormats).default('cloudformation'),
  role: z.enum(['read', 'write']).default('read').meta({ about: 'The role that reads, or the other one that may change something' }),
  principal: z.string().regex(/^arn:aws[a-z-]*:(iam|sts)::\d{12}:[\w+=,.@/-]+$/, 'the ARN of a user or role').optional().meta({ about: 'Who may take on the role; found out when absent' }),
  externalId: externalIdSchema.optional().meta({ about: 'Made up when absent' }),
  trailBucket: many(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w!.*'()/-]*)?$/, 'a bucket, or a bucket and a folder in it')).meta({ about: 'Where log files of a trail may be read: bucket or bucket/folder. No object is readable where absent' }),
  trailQueue: many(z.string().regex(/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(\.fifo)?$/, 'the ARN of a queue')).meta({ about: 'Queues that tell of new log files, by ARN. No message is readable where absent' }),
  open: many(z.enum(['log-queries', 'athena'])).meta({ about: 'Features that read what is written in logs, or ask Athena' }),
});
export type OnboardingQuery = z.output<typeof onboardingQuerySchema>;

export const onboardingSchema = z.object({
  format: z.enum(onboardingFormats),
  role: z.enum(['read', 'write']),
  roleName: z.string(),
  externalId: z.string(),
  /** Null where nobody could tell who Watchkeeper is in AWS: the template then asks for it. */
  principal: z.string().nullable(),
  filename: z.string(),
  template: z.string(),
  /** What to do with it, one sentence each. */
  steps: z.array(z.string()),
  /** What the role lets Watchkeeper do, and what it never may. */
  allowed: z.array(z.string()),
  denied: z.array(z.string()),
});
export type Onboarding = z.infer<typeof onboardingSchema>;

export const getOnboardingContract = contract({
  id: 'get-onboarding',
  method: 'get',
  path: '/api/aws/onboarding',
  title: 'A ready template for the role that Watchkeeper takes on in an account',
  role: 'operator',
  // It names the account that Watchkeeper itself is in.
  reach: 'all-accounts',
  query: onboardingQuerySchema,
  response: onboardingSchema,
});
