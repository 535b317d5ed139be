import { z } from 'zod';
import { contract } from '../../core/contract.ts';
import { pageQuerySchema } from '../../core/page.ts';

export const auditActorKinds = ['user', 'token', 'agent', 'command', 'system'] as const;

export const auditEntrySchema = z
  .object({
    /** Its place in the log, without holes. */
    sequence: z.number().int(),
    at: z.iso.datetime(),
    actor: z.object({ kind: z.enum(auditActorKinds), id: z.string(), name: z.string() }),
    action: z.string(),
    subject: z.object({ kind: z.string(), id: z.string(), accountId: z.string().nullable() }),
    detail: z.record(z.string(), z.unknown()),
    address: z.string().nullable(),
    previousHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type ShownAuditEntry = z.infer<typeof auditEntrySchema>;

const filterSchema = z.object({
  /** One action, or all that begin with the same word: `credential.used`, `credential`. */
  action: z.string().max(100).optional(),
  actorKind: z.enum(auditActorKinds).optional(),
  /** The id or the name of who did it. */
  actor: z.string().max(200).optional(),
  subjectKind: z.string().max(100).optional(),
  subjectId: z.string().max(200).optional(),
  accountId: z.string().max(12).optional(),
  address: z.string().max(100).optional(),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  /** Words that stand in who, what, whereof or the details. */
  q: z.string().max(200).optional(),
});
export type AuditFilter = z.output<typeof filterSchema>;

const orderSchema = z.object({ order: z.enum(['desc', 'asc']).default('desc') });

export const auditQuerySchema = z.object({ ...filterSchema.shape, ...orderSchema.shape, ...pageQuerySchema.shape });
export type AuditQuery = z.output<typeof auditQuerySchema>;

const pageSchema = z.object({ entries: z.array(auditEntrySchema), next: z.string().nullable() });
export type AuditPage = z.infer<typeof pageSchema>;

export const listAuditContract = contract({
  id: 'list-audit',
  method: 'get',
  path: '/api/audit',
  title: 'Who did what, when and from where: filtered and paged, newest first',
  role: 'admin',
  reach: 'accounts',
  query: auditQuerySchema,
  response: pageSchema,
});

export const exportAuditContract = contract({
  id: 'export-audit',
  method: 'get',
  path: '/api/audit/export',
  title: 'The audit log as a file: CSV, or JSON lines with the hashes',
  role: 'admin',
  reach: 'accounts',
  query: z.object({ ...filterSchema.shape, ...orderSchema.shape, order: orderSchema.shape.order.default('asc'), format: z.enum(['jsonl', 'csv']).default('jsonl') }),
  response: z.string(),
});

const verdictSchema = z.object({
  isWhole: z.boolean(),
  /** How many entries were read and are as they were added. */
  entries: z.number().int(),
  end: z.object({ chainId: z.string(), sequence: z.number().int(), hash: z.string() }).nullable(),
  /** Whether it can be shown that no newest entries were removed; `not-checked` when the key could not be had. */
  signature: z.enum(['signed', 'unsigned', 'not-checked']),
  /** The first entry that is not as it was added. */
  broken: z.object({ sequence: z.number().int(), kind: z.enum(['changed', 'removed', 'reordered']), because: z.string() }).nullable(),
});
export type AuditVerdict = z.infer<typeof verdictSchema>;

export const verifyAuditContract = contract({
  id: 'verify-audit',
  method: 'get',
  path: '/api/audit/verify',
  title: 'Proves that no entry of the audit log was changed, removed or moved, or names the first that was',
  role: 'admin',
  reach: 'all-accounts',
  response: verdictSchema,
});
