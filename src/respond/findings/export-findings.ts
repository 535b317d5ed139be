import type { Store } from '../../base/store/store.ts';
import type { AccountScope } from '../../core/account-scope.ts';
import type { Finding } from '../../core/finding.ts';
import { findingQuerySchema, type FindingQuery } from './contract.ts';
import { getFinding, listFindings } from './list-findings.ts';

type ExportQuery = Omit<FindingQuery, 'limit' | 'cursor'>;

interface ExportOptions {
  readonly format: 'csv' | 'jsonl';
  readonly scope: AccountScope;
}

const columns = [
  'id',
  'severity',
  'status',
  'title',
  'summary',
  'accountId',
  'region',
  'principal',
  'resource',
  'firstSeenAt',
  'lastSeenAt',
  'evidenceCount',
  'isSimulated',
] as const satisfies readonly (keyof Finding)[];

/** Page by page, so that an export of any size needs the memory of one page. */
export function exportFindings(store: Store, query: ExportQuery, options: ExportOptions): ReadableStream<Uint8Array> {
  return ReadableStream.from(linesOf(store, query, options)).pipeThrough(new TextEncoderStream());
}

async function* linesOf(store: Store, query: ExportQuery, { format, scope }: ExportOptions): AsyncGenerator<string> {
  if (format === 'csv') yield `${[...columns, 'rule', 'tags', 'actor', 'verdict'].join(',')}\r\n`;
  let cursor: string | null | undefined;
  do {
    const page = await listFindings(store, findingQuerySchema.parse({ ...query, limit: 200, cursor: cursor ?? undefined }), scope);
    for (const finding of page.findings) {
      yield format === 'csv' ? csvLine(finding) : `${JSON.stringify(await getFinding(store, finding.id, scope))}\n`;
    }
    cursor = page.next;
  } while (cursor !== null);
}

function csvLine(finding: Finding): string {
  const cells = [...columns.map((column) => String(finding[column] ?? '')), finding.producer.id, finding.tags.join(' '), finding.actor?.name ?? '', finding.decision?.verdict ?? ''];
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** Quoted where needed; a cell that a spreadsheet would run as a formula starts with an apostrophe. */
function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
