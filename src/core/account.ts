import { z } from 'zod';

export const accountIdSchema = z.string().regex(/^\d{12}$/, 'an AWS account id: 12 digits');

/** How Watchkeeper gets credentials for an account. Nothing in it is secret. */
export const credentialSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ambient') }),
  z.object({ kind: z.literal('profile'), profile: z.string().min(1) }),
  z.object({ kind: z.literal('role'), roleArn: z.string().startsWith('arn:'), externalId: z.string().min(2).optional() }),
]);
export type CredentialSource = z.infer<typeof credentialSourceSchema>;

export const accountStatuses = ['active', 'inactive', 'error'] as const;

export const accountSchema = z.object({
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
  statusReason: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Account' });
export type Account = z.infer<typeof accountSchema>;
