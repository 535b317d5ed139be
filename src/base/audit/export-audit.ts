import type { AccountScope } from '../../core/account-scope.ts';
import type { Store } from '../store/store.ts';
import { auditQuerySchema, type AuditFilter, type AuditQuery, type ShownAuditEntry } from './contract.ts';
import { listAudit } from './list-audit.ts';

export interface AuditExport {
  readonly filter: AuditFilter & Pick<AuditQuery, 'order'>;
  readonly format: 'jsonl' | 'csv';
  readonly scope: AccountScope;
}

const pageSize = 500;
const columns = ['sequence', 'at', 'actorKind', 'actorId', 'actorName', 'action', 'subjectKind', 'subjectId', 'accountId', 'address', 'detail', 'hash'] as const;

/** Page by page, so that a log of any size needs the memory of one page. */
export async function* auditLines(store: Store, { filter, format, scope }: AuditExport): AsyncGenerator<string> {
  if (format === 'csv') yield `${columns.join(',')}\r\n`;
  let cursor: string | undefined;
  do {
    const page = await listAudit(store, auditQuerySchema.parse({ ...filter, limit: pageSize, cursor }), scope);
    yield page.entries.map((entry) => (format === 'csv' ? csvLine(entry) : `${JSON.stringify(entry)}\n`)).join('');
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

function csvLine({ sequence, at, actor, action, subject, address, detail, hash }: ShownAuditEntry): string {
  const cells = [String(sequence), at, actor.kind, actor.id, actor.name, action, subject.kind, subject.id, subject.accountId ?? '', address ?? '', JSON.stringify(detail), hash];
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** Quoted where needed; a cell that a spreadsheet would run as a formula starts with an apostrophe. */
function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
