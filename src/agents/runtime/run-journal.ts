import { eq } from 'drizzle-orm';
import type { LiveEvents } from '../../base/live/live-events.ts';
import type { Store } from '../../base/store/store.ts';
import type { Execution, LogLevel } from '../../core/agent.ts';
import type { Clock } from '../../core/clock.ts';
import type { Gap } from '../../core/gap.ts';
import { executionFromRow } from './agent-store.ts';
import { executionGaps, executionLogs, executions } from './tables.ts';

const gapsKept = 1_000;

/** What one run says and counts. Lines are stored in order, one write at a time, and streamed as they are stored. */
export interface RunJournal {
  log(level: LogLevel, message: string, fields?: Record<string, unknown>): void;
  gap(gap: Gap): void;
  count(name: string, by: number): void;
  /** Says in one line what the run looked at and found. */
  logCounts(): void;
  end(status: Exclude<Execution['status'], 'running'>, error: string | null): Promise<Execution>;
}

export function openRunJournal(
  deps: { store: Store; live: LiveEvents; clock: Clock },
  execution: Execution,
): RunJournal {
  const { store, live, clock } = deps;
  const counts: Record<string, number> = {};
  const gaps: Gap[] = [];
  let gapCount = 0;
  const told = new Set<string>();
  let writes: Promise<void> = Promise.resolve();

  function log(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
    const at = clock();
    writes = writes.then(async () => {
      const [row] = await store.db.insert(executionLogs).values({ executionId: execution.id, at, level, message, fields }).returning();
      if (row) live.publish({ type: 'log', agentId: execution.agentId, line: { ...row, at: at.toISOString() } });
    });
    // A line that cannot be stored fails the run at its end, not the process here.
    writes.catch(() => undefined);
  }

  return {
    log,
    gap(gap) {
      // A place is asked several times in a run: that it is refused is one gap.
      const name = [gap.reason, gap.accountId, gap.region, gap.operation, gap.because].join('\n');
      if (told.has(name)) return;
      told.add(name);
      gapCount += 1;
      if (gaps.length < gapsKept) gaps.push(gap);
      log('warn', gap.because, { reason: gap.reason, accountId: gap.accountId, region: gap.region });
    },
    count(name, by) {
      counts[name] = (counts[name] ?? 0) + by;
    },
    logCounts() {
      const facts = [...Object.entries(counts), ['gaps', gapCount]].map(([name, count]) => `${name} ${count}`);
      log('info', `Ended: ${facts.join(', ')}`);
    },
    async end(status, error) {
      await writes;
      if (gaps.length > 0) await store.db.insert(executionGaps).values(gaps.map((gap) => ({ executionId: execution.id, gap })));
      const [row] = await store.db
        .update(executions)
        .set({ status, error, counts, gapCount, endedAt: clock() })
        .where(eq(executions.id, execution.id))
        .returning();
      return row ? executionFromRow(row) : { ...execution, status, error, counts, gapCount, endedAt: clock().toISOString() };
    },
  };
}
