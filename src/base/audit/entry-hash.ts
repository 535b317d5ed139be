import { createHash } from 'node:crypto';
import type { auditEntries } from './tables.ts';

export type AuditRow = typeof auditEntries.$inferSelect;

/** Of all that an entry says and of the hash before it, in one fixed way of writing. */
export function entryHash(row: Omit<AuditRow, 'hash'>): string {
  const { sequence, at, actorKind, actorId, actorName, action, subjectKind, subjectId, accountId, detail, address, previousHash } = row;
  const content = [previousHash, sequence, at.toISOString(), actorKind, actorId, actorName, action, subjectKind, subjectId, accountId, detail, address];
  return createHash('sha256').update(canonical(content)).digest('hex');
}

/** What stands before the first entry. */
export function chainStart(chainId: string): string {
  return createHash('sha256').update(`watchkeeper audit log ${chainId}`).digest('hex');
}

/** JSON with sorted names: a database may give them back in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
