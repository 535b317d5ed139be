import { and, asc, desc, eq, gt, gte, ilike, inArray, like, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import type { AccountScope } from '../../core/account-scope.ts';
import { AppError } from '../../core/app-error.ts';
import { decodeCursor, encodeCursor } from '../../core/page.ts';
import type { Store } from '../store/store.ts';
import type { AuditFilter, AuditPage, AuditQuery, ShownAuditEntry } from './contract.ts';
import type { AuditRow } from './entry-hash.ts';
import { auditEntries } from './tables.ts';

/** A page of what is about the accounts of the scope; what is about no single account is for who may know of all. */
export async function listAudit(store: Store, query: AuditQuery, scope: AccountScope): Promise<AuditPage> {
  const { order, limit, cursor } = query;
  const { sequence } = auditEntries;
  const after = cursor === undefined ? undefined : positionOf(cursor);
  const beyond = after === undefined ? undefined : order === 'desc' ? lt(sequence, after) : gt(sequence, after);
  const rows = await store.db
    .select()
    .from(auditEntries)
    .where(and(...conditionsOf(query), withinScope(scope), beyond))
    .orderBy(order === 'desc' ? desc(sequence) : asc(sequence))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { entries: page.map(shownEntry), next: rows.length > limit && last ? encodeCursor([String(last.sequence)]) : null };
}

/** The key of one account may have been used for another, which not everybody may know of who may know of the first. */
function withinScope(scope: AccountScope): SQL | undefined {
  if (scope === 'all') return undefined;
  const usedFor = sql`${auditEntries.detail}->>'usedFor'`;
  return and(inArray(auditEntries.accountId, [...scope]), or(sql`${usedFor} is null`, inArray(usedFor, [...scope])));
}

function conditionsOf({ action, actorKind, actor, subjectKind, subjectId, accountId, address, since, until, q }: AuditFilter): (SQL | undefined)[] {
  const is = (column: Parameters<typeof eq>[0], value: string | undefined) => (value === undefined ? undefined : eq(column, value));
  return [
    action === undefined ? undefined : or(eq(auditEntries.action, action), like(auditEntries.action, `${escaped(action)}.%`)),
    is(auditEntries.actorKind, actorKind),
    actor === undefined ? undefined : or(eq(auditEntries.actorId, actor), eq(auditEntries.actorName, actor)),
    is(auditEntries.subjectKind, subjectKind),
    is(auditEntries.subjectId, subjectId),
    is(auditEntries.accountId, accountId),
    is(auditEntries.address, address),
    since === undefined ? undefined : gte(auditEntries.at, new Date(since)),
    until === undefined ? undefined : lte(auditEntries.at, new Date(until)),
    ...(q === undefined ? [] : q.split(/\s+/).filter((word) => word !== '').map(mentions)),
  ];
}

function mentions(word: string): SQL | undefined {
  const pattern = `%${escaped(word)}%`;
  const { actorName, action, subjectKind, subjectId, accountId, detail } = auditEntries;
  return or(...[actorName, action, subjectKind, subjectId, accountId].map((column) => ilike(column, pattern)), sql`${detail}::text ilike ${pattern}`);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`).replaceAll('\0', '');
}

function positionOf(cursor: string): number {
  const [position] = decodeCursor(cursor, 1) ?? [];
  if (position === undefined || !/^\d{1,15}$/.test(position)) throw new AppError('bad-request', 'The cursor is not one that this list gave out', { hint: 'Start again without a cursor' });
  return Number(position);
}

function shownEntry(row: AuditRow): ShownAuditEntry {
  const { sequence, at, action, detail, address, previousHash, hash } = row;
  return {
    sequence,
    at: at.toISOString(),
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    action,
    subject: { kind: row.subjectKind, id: row.subjectId, accountId: row.accountId },
    detail: { ...detail },
    address,
    previousHash,
    hash,
  };
}
