import { and, asc, desc, eq, sql, type SQL } from 'drizzle-orm';
import type { Store } from '../../base/store/store.ts';
import { allows, type AccountScope } from '../../core/account-scope.ts';
import { AppError } from '../../core/app-error.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { Finding, FindingDetail } from '../../core/finding.ts';
import { decodeCursor, encodeCursor } from '../../core/page.ts';
import type { FindingQuery } from './contract.ts';
import { findingConditions, findingsIn } from './filter-findings.ts';
import { findingFromRow } from './finding-from-row.ts';
import { findingDecisions, findingEvidence, findings } from './tables.ts';

const evidenceShown = 200;
const decisionsShown = 50;

export async function listFindings(store: Store, query: FindingQuery, scope: AccountScope): Promise<{ findings: Finding[]; next: string | null }> {
  const column = sortColumn(query.sort);
  const direction = query.order === 'desc' ? desc : asc;
  const rows = await store.db
    .select()
    .from(findings)
    .where(and(findingConditions(query, scope), query.cursor === undefined ? undefined : afterCursor(query, query.cursor)))
    .orderBy(direction(column), direction(findings.id))
    .limit(query.limit + 1);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const next = rows.length > query.limit && last ? encodeCursor([String(last[sortField(query.sort)]), last.id]) : null;
  return { findings: page.map(findingFromRow), next };
}

export async function getFinding(store: Store, id: string, scope: AccountScope): Promise<FindingDetail> {
  const [row] = await store.db.select().from(findings).where(and(eq(findings.id, id), findingsIn(scope)));
  if (!row) throw unknownFinding(id);
  const evidence = await store.db
    .select({ body: findingEvidence.body })
    .from(findingEvidence)
    .where(eq(findingEvidence.findingId, id))
    .orderBy(desc(findingEvidence.at), desc(findingEvidence.position))
    .limit(evidenceShown);
  const decisions = await store.db.select().from(findingDecisions).where(eq(findingDecisions.findingId, id)).orderBy(desc(findingDecisions.position)).limit(decisionsShown);
  return {
    ...findingFromRow(row),
    evidence: evidence.map((piece) => piece.body).filter((piece) => tellsOnlyOf(scope, piece)),
    decisions: decisions.map(({ verdict, note, by, at }) => ({ verdict, note, by, at: new Date(at).toISOString() })),
  };
}

export function unknownFinding(id: string): AppError {
  return new AppError('not-found', `There is no finding ${id}`, { hint: 'List findings to see which exist' });
}

/** A correlation may stand on events of several accounts. */
function tellsOnlyOf(scope: AccountScope, evidence: Evidence): boolean {
  if (evidence.kind === 'file') return true;
  return allows(scope, evidence.kind === 'activity' ? evidence.activity.accountId : evidence.gap.accountId);
}

function sortField(sort: FindingQuery['sort']) {
  return sort === 'severity' ? 'severityRank' : sort;
}

function sortColumn(sort: FindingQuery['sort']) {
  return findings[sortField(sort)];
}

function afterCursor(query: FindingQuery, cursor: string): SQL {
  const position = decodeCursor(cursor, 2);
  const [value, id] = position ?? [];
  if (value === undefined || id === undefined || !fitsSort(query.sort, value)) {
    throw new AppError('bad-request', 'The cursor is not one that this list gave out', { hint: 'Start again without a cursor' });
  }
  const typed = query.sort === 'severity' ? sql`${value}::smallint` : sql`${value}::timestamptz`;
  const beyond = query.order === 'desc' ? sql`<` : sql`>`;
  return sql`(${sortColumn(query.sort)}, ${findings.id}) ${beyond} (${typed}, ${id})`;
}

function fitsSort(sort: FindingQuery['sort'], value: string): boolean {
  return sort === 'severity' ? /^\d$/.test(value) : !Number.isNaN(Date.parse(value));
}
