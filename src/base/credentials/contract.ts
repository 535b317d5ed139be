import { z } from 'zod';
import { accountIdSchema } from '../../core/account.ts';
import { contract } from '../../core/contract.ts';
import { durationBetween } from '../../core/duration.ts';
import { pageQuerySchema } from '../../core/page.ts';
import { auditEntrySchema } from '../audit/contract.ts';
import { rotationSteps } from './rotation-step.ts';

const rotationSchema = z.object({
  id: z.string(),
  step: z.enum(rotationSteps),
  isOver: z.boolean(),
  /** The keys, all but their beginnings and last four letters hidden. */
  oldKey: z.string(),
  newKey: z.string().nullable(),
  /** What went wrong, in one sentence. */
  error: z.string().nullable(),
  startedBy: z.string(),
  startedAt: z.iso.datetime(),
  nextTryAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});

export const credentialSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    /** The AWS account that the key belongs to. */
    accountId: accountIdSchema,
    /** The access key's id, all but its beginning and its last four letters hidden. Its secret is never shown. */
    key: z.string(),
    /** With a session token: it ends by itself and cannot be rotated. */
    isTemporary: z.boolean(),
    status: z.enum(['active', 'revoked']),
    revoked: z.object({ at: z.iso.datetime(), by: z.string(), because: z.string(), isInactiveInAws: z.boolean() }).nullable(),
    /** How often it is rotated by itself; null for never. */
    rotateEvery: z.string().nullable(),
    rotatedAt: z.iso.datetime(),
    nextRotationAt: z.iso.datetime().nullable(),
    /** The newest one. */
    rotation: rotationSchema.nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
    /** The connected accounts that are reached with it. */
    usedBy: z.array(z.object({ id: z.string(), accountId: z.string(), name: z.string() })),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Credential' });
export type Credential = z.infer<typeof credentialSchema>;
export type Rotation = z.infer<typeof rotationSchema>;

const nameSchema = z.string().trim().min(1).max(100);
const rotateEverySchema = durationBetween('1d', '730d');
const accessKeySchema = z.object({
  accessKeyId: z.string().regex(/^A[KS]IA[A-Z0-9]{12,124}$/, 'an access key id: AKIA or ASIA and capital letters and digits'),
  secretAccessKey: z.string().regex(/^[A-Za-z0-9/+=]{16,256}$/, 'a secret access key: about 40 letters, digits, + and /'),
  sessionToken: z.string().min(16).max(8_192).optional(),
});
const byId = z.object({ id: z.string() });

export const createCredentialContract = contract({
  id: 'create-credential',
  method: 'post',
  path: '/api/credentials',
  title: 'Seals an access key in the vault; its secret is never shown again',
  role: 'admin',
  reach: 'accounts',
  body: z.strictObject({ name: nameSchema, accountId: accountIdSchema, rotateEvery: rotateEverySchema.nullable().default(null), ...accessKeySchema.shape }),
  response: credentialSchema,
  status: 201,
});

export const listCredentialsContract = contract({
  id: 'list-credentials',
  method: 'get',
  path: '/api/credentials',
  title: 'The access keys in the vault, without their secrets',
  role: 'operator',
  reach: 'accounts',
  response: z.object({ credentials: z.array(credentialSchema) }),
});

export const getCredentialContract = contract({
  id: 'get-credential',
  method: 'get',
  path: '/api/credentials/{id}',
  title: 'One access key, without its secret',
  role: 'operator',
  reach: 'accounts',
  params: byId,
  response: credentialSchema,
});

export const updateCredentialContract = contract({
  id: 'update-credential',
  method: 'put',
  path: '/api/credentials/{id}',
  title: 'Renames a credential, changes how often it is rotated, or puts another key in its place',
  role: 'admin',
  reach: 'accounts',
  params: byId,
  body: z
    .strictObject({ name: nameSchema.optional(), rotateEvery: rotateEverySchema.nullable().optional(), ...accessKeySchema.partial().shape })
    .refine(({ accessKeyId, secretAccessKey, sessionToken }) => (accessKeyId === undefined) === (secretAccessKey === undefined) && (sessionToken === undefined || accessKeyId !== undefined), 'another key is named by both accessKeyId and secretAccessKey'),
  response: credentialSchema,
});

export const deleteCredentialContract = contract({
  id: 'delete-credential',
  method: 'delete',
  path: '/api/credentials/{id}',
  title: 'Forgets an access key that no connected account uses; the key itself stays in AWS',
  role: 'admin',
  reach: 'accounts',
  params: byId,
  response: z.null(),
  status: 204,
});

export const rotateCredentialContract = contract({
  id: 'rotate-credential',
  method: 'post',
  path: '/api/credentials/{id}/rotate',
  title: 'Begins to put a new key in the place of an access key, without a pause for those who use it',
  role: 'admin',
  reach: 'accounts',
  params: byId,
  response: credentialSchema,
  status: 202,
});

export const undoRotationContract = contract({
  id: 'undo-rotation',
  method: 'delete',
  path: '/api/credentials/{id}/rotate',
  title: 'Goes back to the old key, while it is not yet deleted',
  role: 'admin',
  reach: 'accounts',
  params: byId,
  response: credentialSchema,
  status: 202,
});

export const auditCredentialContract = contract({
  id: 'audit-credential',
  method: 'get',
  path: '/api/credentials/{id}/audit',
  title: 'Who used or changed an access key, for what, when and from where',
  role: 'admin',
  reach: 'accounts',
  params: byId,
  query: z.object({ ...pageQuerySchema.shape }),
  response: z.object({ entries: z.array(auditEntrySchema), next: z.string().nullable() }),
});

export const testCredentialContract = contract({
  id: 'test-credential',
  method: 'post',
  path: '/api/credentials/{id}/test',
  title: 'Asks AWS whose key it is',
  role: 'operator',
  reach: 'accounts',
  params: byId,
  response: z.discriminatedUnion('works', [
    z.object({ works: z.literal(true), accountId: z.string(), arn: z.string() }),
    z.object({ works: z.literal(false), because: z.string(), hint: z.string() }),
  ]),
});

export const revokeCredentialContract = contract({
  id: 'revoke-credential',
  method: 'post',
  path: '/api/credentials/{id}/revoke',
  title: 'Emergency: ends every use of an access key within seconds, cancels what runs with it, and makes it inactive in AWS where that is permitted',
  role: 'operator',
  reach: 'accounts',
  params: byId,
  body: z.strictObject({ because: z.string().trim().min(1).max(500).default('Revoked in an emergency') }).prefault({}),
  response: z.object({ credential: credentialSchema, /** What became of the key in AWS, in one sentence. */ inAws: z.string(), cancelledRuns: z.number().int() }),
});

export const allowCredentialContract = contract({
  id: 'allow-credential',
  method: 'delete',
  path: '/api/credentials/{id}/revoke',
  title: 'Takes a revocation back; a key that was made inactive in AWS must be made active there by somebody else',
  role: 'admin',
  reach: 'accounts',
  params: byId,
  response: credentialSchema,
});
