import type { QueryExecution, QueryExecutionState } from '@aws-sdk/client-athena';
import type { AnalyticsState, SimExecution } from './athena-state.ts';

const queuedMs = 100;
const runningMs = 500;

interface Progress {
  readonly state: QueryExecutionState;
  readonly because?: string;
  readonly scannedBytes: number;
  readonly endedAt?: Date;
}

/** How far a query is: it waits, then reads evenly, and ends as its SQL says. */
export function progressOf({ answer, submittedAt, stoppedAt, workGroup }: SimExecution, { state, now }: { state: AnalyticsState; now: Date }): Progress {
  const passed = (stoppedAt ?? now).getTime() - submittedAt.getTime();
  const share = Math.min(1, Math.max(0, (passed - queuedMs) / runningMs));
  const total = answer.kind === 'rows' ? answer.scannedBytes : 0;
  const scannedBytes = Math.floor(total * share);
  const cutoff = state.workGroups.get(workGroup)?.Configuration?.BytesScannedCutoffPerQuery;
  const endedAt = stoppedAt ?? new Date(submittedAt.getTime() + queuedMs + runningMs);
  if (cutoff !== undefined && scannedBytes > cutoff) return { state: 'CANCELLED', because: 'Query cancelled! : Bytes scanned limit was exceeded', scannedBytes, endedAt };
  if (stoppedAt) return { state: 'CANCELLED', because: 'Query was cancelled by a user', scannedBytes, endedAt };
  if (passed < queuedMs) return { state: 'QUEUED', scannedBytes: 0 };
  if (share < 1) return { state: 'RUNNING', scannedBytes };
  return answer.kind === 'failed' ? { state: 'FAILED', because: answer.because, scannedBytes: 0, endedAt } : { state: 'SUCCEEDED', scannedBytes, endedAt };
}

export function describeExecution(execution: SimExecution, at: { state: AnalyticsState; now: Date }): QueryExecution {
  const { state, because, scannedBytes, endedAt } = progressOf(execution, at);
  return {
    QueryExecutionId: execution.id,
    Query: execution.sql,
    StatementType: execution.statementType,
    ResultConfiguration: { OutputLocation: `${execution.outputLocation.replace(/\/?$/, '/')}${execution.id}.csv` },
    ...(execution.database === undefined ? {} : { QueryExecutionContext: { Database: execution.database } }),
    Status: { State: state, SubmissionDateTime: execution.submittedAt, ...(because === undefined ? {} : { StateChangeReason: because }), ...(endedAt ? { CompletionDateTime: endedAt } : {}) },
    Statistics: { DataScannedInBytes: scannedBytes, ...(endedAt ? { TotalExecutionTimeInMillis: endedAt.getTime() - execution.submittedAt.getTime() } : {}) },
    WorkGroup: execution.workGroup,
    EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
  };
}
