import { z } from 'zod';

/** A part that has another shape than documented is left out, so that the record is still judged. */
const text = z.string().optional().catch(undefined);
const object = z.record(z.string(), z.unknown()).nullish().catch(undefined);

const sessionIssuerSchema = z.looseObject({ arn: text, userName: text, accountId: text, type: text });

const identitySchema = z.looseObject({
  type: text,
  principalId: text,
  arn: text,
  accountId: text,
  accessKeyId: text,
  userName: text,
  invokedBy: text,
  identityProvider: text,
  sessionContext: z
    .looseObject({
      sessionIssuer: sessionIssuerSchema.optional().catch(undefined),
      attributes: z.looseObject({ mfaAuthenticated: z.union([z.string(), z.boolean()]).optional() }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** A CloudTrail record: what identifies it is required, everything else may be missing. */
export const cloudTrailRecordSchema = z.looseObject({
  eventID: z.string().min(1),
  eventTime: z.iso.datetime({ offset: true }),
  eventSource: z.string().min(1),
  eventName: z.string().min(1),
  awsRegion: z.string().default(''),
  recipientAccountId: text,
  sourceIPAddress: text,
  userAgent: text,
  errorCode: text,
  errorMessage: text,
  readOnly: z.union([z.boolean(), z.string()]).optional().catch(undefined),
  userIdentity: identitySchema.default({}).catch({}),
  requestParameters: object,
  responseElements: object,
  resources: z
    .array(z.looseObject({ ARN: text, type: text }))
    .nullish()
    .catch(undefined),
});
export type CloudTrailRecord = z.output<typeof cloudTrailRecordSchema>;
export type CloudTrailIdentity = CloudTrailRecord['userIdentity'];
