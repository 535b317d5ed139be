import { z } from 'zod';

export const accountIdSchema = z.string().regex(/^\d{12}$/, 'an AWS account id: 12 digits');
export const roleArnSchema = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/, 'the ARN of a role: arn:aws:iam::123456789012:role/name');
export const externalIdSchema = z.string().regex(/^[\w+=,.@:/-]{2,1224}$/, '2 to 1,224 letters, digits or any of +=,.@:/-');

/** Credentials that are there without taking on a role. Nothing in them is secret: keys are in the vault. */
const baseSources = [
  /** What the machine has: environment, profile, SSO, container, instance. */
  z.object({ kind: z.literal('ambient') }),
  z.object({ kind: z.literal('profile'), profile: z.string().min(1) }),
  /** Only what the instance or container was given, whatever the environment says. */
  z.object({ kind: z.literal('instance_profile') }),
  z.object({ kind: z.literal('access_key'), credentialId: z.string().min(1) }),
] as const;

export const baseSourceSchema = z.discriminatedUnion('kind', [...baseSources]);
export type BaseSource = z.infer<typeof baseSourceSchema>;

const roleStepSchema = z.object({ roleArn: roleArnSchema, externalId: externalIdSchema.optional() });

/** How Watchkeeper gets credentials for an account. Nothing in it is secret. */
export const credentialSourceSchema = z.discriminatedUnion('kind', [
  ...baseSources,
  roleStepSchema.extend({
    kind: z.literal('role'),
    /** With whose credentials the first role is taken on; ambient ones when absent. */
    via: baseSourceSchema.optional(),
    /** Roles taken on before `roleArn`, in order, each with the credentials of the one before. */
    chain: z.array(roleStepSchema).max(5).optional(),
    /** How long a session lasts; AWS's own hour when absent. A chained role's lasts an hour at most. */
    sessionSeconds: z.number().int().min(900).max(43_200).optional(),
  }),
]);
export type CredentialSource = z.infer<typeof credentialSourceSchema>;
export type RoleSource = Extract<CredentialSource, { kind: 'role' }>;

export const credentialTypes = ['access_key', 'iam_role', 'instance_profile', 'ambient'] as const;
export type CredentialType = (typeof credentialTypes)[number];

export function credentialTypeOf({ kind }: CredentialSource): CredentialType {
  if (kind === 'role') return 'iam_role';
  return kind === 'profile' ? 'ambient' : kind;
}

export const accountStatuses = ['active', 'inactive', 'error'] as const;
/** Who connected the account: only what persons and organisations connected can be changed through the API. */
export const accountOrigins = ['config', 'person', 'organization', 'simulated'] as const;

/** What the door and the agents need to know of an account. */
const accountFacts = z.object({
  id: z.string(),
  accountId: accountIdSchema,
  name: z.string(),
  /** Made up by the simulator; shown as such wherever a person sees it. */
  isSimulated: z.boolean(),
  credential: credentialSourceSchema,
  regions: z.array(z.string()).min(1),
  defaultRegion: z.string(),
  organizationId: z.string().nullable(),
  status: z.enum(accountStatuses),
  /** What is wrong, in one sentence; null when nothing is. */
  statusReason: z.string().nullable(),
  /** Calls at a time in the whole account; the setting `aws.accountConcurrency` when absent. */
  concurrency: z.number().int().min(1).max(200).nullable().optional(),
  /** The most that billed calls may cost in this account in a month; only the common ceiling when absent. */
  monthlyCeilingUsd: z.number().min(0).nullable().optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Account = z.infer<typeof accountFacts>;

export const permissionStates = ['allowed', 'denied', 'unknown'] as const;
export type PermissionState = (typeof permissionStates)[number];

/** A region that cannot be looked at: a gap, not an error. */
export const regionGapSchema = z.object({
  region: z.string(),
  reason: z.enum(['not-enabled', 'denied-by-scp', 'denied', 'unreachable']),
  because: z.string(),
});
export type RegionGap = z.infer<typeof regionGapSchema>;

/** A connected account as lists and people see it. */
export const connectedAccountSchema = accountFacts.extend({
  credentialType: z.enum(credentialTypes),
  roleArn: z.string().nullable(),
  externalId: z.string().nullable(),
  origin: z.enum(accountOrigins),
  /** Every region that the account has enabled is watched, or only those that were chosen. */
  regionMode: z.enum(['all', 'chosen']),
  /** What to do about `statusReason`. */
  statusHint: z.string().nullable(),
  /** Since when it does not work. */
  failingSince: z.iso.datetime().nullable(),
  /** When it was validated last, whatever came of it. */
  lastValidated: z.iso.datetime().nullable(),
  /** Each action that the product declares, by its name. */
  permissions: z.record(z.string(), z.enum(permissionStates)),
  regionGaps: z.array(regionGapSchema),
  /** What works and could be better, in one sentence each. */
  remarks: z.array(z.string()),
  concurrency: z.number().int().min(1).max(200).nullable(),
  monthlyCeilingUsd: z.number().min(0).nullable(),
  tags: z.record(z.string(), z.string()),
}).meta({ id: 'Account' });
export type ConnectedAccount = z.infer<typeof connectedAccountSchema>;
