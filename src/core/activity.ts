import { z } from 'zod';

export const principalTypes = ['user', 'role', 'root', 'federated', 'service', 'account', 'anonymous', 'unknown'] as const;

/** Who acted, as CloudTrail names them. */
export const principalSchema = z.object({
  type: z.enum(principalTypes),
  arn: z.string().nullable(),
  /** What a person would call it: user name, role name/session, service, "root". */
  name: z.string(),
  accountId: z.string().nullable(),
  accessKeyId: z.string().nullable(),
  sessionIssuerArn: z.string().nullable(),
  invokedBy: z.string().nullable(),
  usedMfa: z.boolean().nullable(),
}).meta({ id: 'Principal' });
export type Principal = z.infer<typeof principalSchema>;

/** One CloudTrail event, normalised. */
export const activitySchema = z.object({
  eventId: z.string(),
  at: z.iso.datetime(),
  accountId: z.string(),
  region: z.string(),
  service: z.string(),
  action: z.string(),
  isReadOnly: z.boolean(),
  principal: principalSchema,
  sourceAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  resources: z.array(z.object({ arn: z.string(), type: z.string().nullable() })),
}).meta({ id: 'Activity' });
export type Activity = z.infer<typeof activitySchema>;
