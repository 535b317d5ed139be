import type { Column, QueryExecution, WorkGroup } from '@aws-sdk/client-athena';
import type { JobRun } from '@aws-sdk/client-glue';
import type { SimRegion } from '../world/world.ts';

export interface SimExecution {
  readonly id: string;
  readonly token: string | undefined;
  readonly sql: string;
  readonly submittedAt: Date;
  readonly workGroup: string;
  readonly outputLocation: string;
  readonly database: string | undefined;
  readonly answer: SimAnswer;
  readonly statementType: NonNullable<QueryExecution['StatementType']>;
  stoppedAt?: Date;
}

/** What a query comes to in the end. */
export type SimAnswer =
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly scannedBytes: number }
  | { readonly kind: 'failed'; readonly because: string };

export interface SimTable {
  readonly name: string;
  readonly location: string;
  readonly columns: Column[];
  readonly partitionKeys: Column[];
  readonly parameters: Record<string, string>;
  readonly createdAt: Date;
}

export interface SimJob {
  readonly name: string;
  readonly role: string;
  readonly maxConcurrentRuns: number;
  readonly runs: (JobRun & { readonly Id: string; readonly StartedOn: Date })[];
}

export interface AnalyticsState {
  readonly executions: Map<string, SimExecution>;
  readonly workGroups: Map<string, WorkGroup>;
  /** By `database.table`. */
  readonly tables: Map<string, SimTable>;
  readonly jobs: Map<string, SimJob>;
}

const states = new WeakMap<SimRegion, AnalyticsState>();

/** What Athena and Glue know in one region. Most worlds never ask, so it is made when somebody does. */
export function analyticsOf(region: SimRegion): AnalyticsState {
  const known = states.get(region) ?? { executions: new Map(), workGroups: new Map([['primary', { Name: 'primary', State: 'ENABLED', Configuration: {} }]]), tables: new Map(), jobs: new Map() };
  states.set(region, known);
  return known;
}
