import { and, desc, eq, gt, inArray, lt, or, sql } from 'drizzle-orm';
import type { Store } from '../../base/store/store.ts';
import type { AccountScope } from '../../core/account-scope.ts';
import type { Execution, ExecutionLog } from '../../core/agent.ts';
import { AppError } from '../../core/app-error.ts';
import type { Gap } from '../../core/gap.ts';
import { decodeCursor, encodeCursor } from '../../core/page.ts';
import { agents, executionGaps, executionLogs, executions } from './tables.ts';

export type AgentRow = typeof agents.$inferSelect;

export async function findAgent(store: Store, id: string): Promise<AgentRow> {
  const [row] = await store.db.select().from(agents).where(eq(agents.id, id));
  if (!row) throw unknownAgent(id);
  return row;
}

export function unknownAgent(id: string): AppError {
  return new AppError('not-found', `There is no agent ${id}`, { hint: 'List the agents to see which exist' });
}

export function unknownExecution(id: string): AppError {
  return new AppError('not-found', `There is no execution ${id}`);
}

/** Each agent's newest execution, by agent id. */
export async function latestExecutions(store: Store, agentIds: readonly string[]): Promise<Map<string, Execution>> {
  if (agentIds.length === 0) return new Map();
  const rows = await store.db
    .selectDistinctOn([executions.agentId])
    .from(executions)
    .where(inArray(executions.agentId, [...agentIds]))
    .orderBy(executions.agentId, desc(executions.startedAt), desc(executions.id));
  return new Map(rows.map((row) => [row.agentId, executionFromRow(row)]));
}

export async function listExecutions(
  store: Store,
  agentId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ executions: Execution[]; next: string | null }> {
  await findAgent(store, agentId);
  const rows = await store.db
    .select()
    .from(executions)
    .where(and(eq(executions.agentId, agentId), page.cursor === undefined ? undefined : olderThan(page.cursor)))
    .orderBy(desc(executions.startedAt), desc(executions.id))
    .limit(page.limit + 1);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const next = rows.length > page.limit && last ? encodeCursor([last.startedAt.toISOString(), last.id]) : null;
  return { executions: shown.map(executionFromRow), next };
}

function olderThan(cursor: string) {
  const [at = '', id = ''] = decodeCursor(cursor, 2) ?? [];
  if (Number.isNaN(Date.parse(at))) {
    throw new AppError('bad-request', 'The cursor is not one that this list gave out', { hint: 'Start again without a cursor' });
  }
  const startedAt = new Date(at);
  return or(lt(executions.startedAt, startedAt), and(eq(executions.startedAt, startedAt), lt(executions.id, id)));
}

export async function getExecution(store: Store, id: string): Promise<Execution & { gaps: Gap[] }> {
  const [row] = await store.db.select().from(executions).where(eq(executions.id, id));
  if (!row) throw unknownExecution(id);
  const gaps = await store.db.select({ gap: executionGaps.gap }).from(executionGaps).where(eq(executionGaps.executionId, id)).orderBy(executionGaps.id);
  return { ...executionFromRow(row), gaps: gaps.map(({ gap }) => gap) };
}

export async function listLogs(
  store: Store,
  executionId: string,
  page: { after: number; limit: number },
): Promise<{ lines: ExecutionLog[]; next: number | null }> {
  await getExecution(store, executionId);
  const rows = await store.db
    .select()
    .from(executionLogs)
    .where(and(eq(executionLogs.executionId, executionId), gt(executionLogs.id, page.after)))
    .orderBy(executionLogs.id)
    .limit(page.limit + 1);
  const lines = rows.slice(0, page.limit).map((row) => ({ ...row, at: row.at.toISOString() }));
  return { lines, next: rows.length > page.limit ? (lines.at(-1)?.id ?? null) : null };
}

/** The gaps of each agent's latest ended execution: what cannot be seen now. */
export async function currentGaps(store: Store, scope: AccountScope): Promise<(Gap & { agentId: string; executionId: string })[]> {
  const latest = store.db
    .selectDistinctOn([executions.agentId], { id: executions.id, agentId: executions.agentId })
    .from(executions)
    .where(sql`${executions.endedAt} is not null`)
    .orderBy(executions.agentId, desc(executions.startedAt), desc(executions.id))
    .as('latest');
  const rows = await store.db
    .select({ gap: executionGaps.gap, agentId: latest.agentId, executionId: latest.id })
    .from(executionGaps)
    .innerJoin(latest, eq(executionGaps.executionId, latest.id))
    .where(scope === 'all' ? undefined : inArray(sql`${executionGaps.gap}->>'accountId'`, [...scope]))
    .orderBy(executionGaps.id)
    .limit(1000);
  return rows.map(({ gap, agentId, executionId }) => ({ ...gap, agentId, executionId }));
}

export function executionFromRow(row: typeof executions.$inferSelect): Execution {
  return { ...row, startedAt: row.startedAt.toISOString(), endedAt: row.endedAt?.toISOString() ?? null };
}
