import { z } from 'zod';
import { contract } from '../../../core/contract.ts';

const sqlSchema = z.string().min(1).max(50_000);
const idParams = z.object({ id: z.uuid() });
const columnSchema = z.object({ name: z.string(), type: z.string() });

export const scanEstimateSchema = z.discriminatedUnion('kind', [
  /** All of the files of the partitions that the query reads; it may read less of them. */
  z.object({ kind: z.literal('known'), bytes: z.number(), usd: z.number(), files: z.number().int(), tables: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('unknown'), because: z.string() }),
]);

export const glueWorkerTypes = ['G.025X', 'G.1X', 'G.2X', 'G.4X', 'G.8X'] as const;
const jobSchema = z.strictObject({
  jobName: z.string().min(1).max(255),
  /** The job's own parameters; names begin with two dashes. */
  arguments: z.record(z.string().regex(/^--[A-Za-z0-9_.-]+$/, 'a name that begins with two dashes'), z.string().max(2_048)).default({}),
  workers: z.number().int().min(1).max(299).default(2),
  workerType: z.enum(glueWorkerTypes).default('G.1X'),
  timeoutMinutes: z.number().int().min(1).max(300).default(60),
});

export const athenaRunSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['query', 'job']),
  /** `asked` is a job that waits for somebody to approve it. */
  state: z.enum(['asked', 'waiting', 'running', 'succeeded', 'failed', 'cancelled']),
  sql: z.string().nullable(),
  job: jobSchema.nullable(),
  askedBy: z.string(),
  askedAt: z.iso.datetime(),
  approvedBy: z.string().nullable(),
  mostUsd: z.number(),
  /** Null until it is known. */
  estimate: scanEstimateSchema.nullable(),
  awsId: z.string().nullable(),
  progress: z.string().nullable(),
  bytes: z.number(),
  usd: z.number(),
  message: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
}).meta({ id: 'AthenaRun' });
export type AthenaRun = z.output<typeof athenaRunSchema>;

export const athenaStatusContract = contract({
  id: 'describe-athena',
  method: 'get',
  path: '/api/activity/athena',
  title: 'Whether Athena may be asked, where, up to which price, and what it has cost this month; asks AWS nothing',
  role: 'viewer',
  reach: 'all-accounts',
  response: z.object({
    isOn: z.boolean(),
    accountId: z.string().nullable(),
    region: z.string(),
    workGroup: z.string(),
    database: z.string(),
    table: z.string(),
    ceilingBytes: z.number(),
    ceilingUsd: z.number(),
    jobCeilingUsd: z.number(),
    monthlyCeilingUsd: z.number(),
    spentUsd: z.number(),
    /** The tables whose statements are known, since it is set where their files are. */
    ddl: z.array(z.enum(['lake', 'trail'])),
  }),
});

export const athenaEstimateContract = contract({
  id: 'estimate-athena-query',
  method: 'post',
  path: '/api/activity/athena/estimate',
  title: "What a query would read, by Athena's own plan and a listing of the files; nothing of it is billed by bytes",
  role: 'operator',
  reach: 'all-accounts',
  body: z.strictObject({ sql: sqlSchema }),
  response: z.object({ estimate: scanEstimateSchema, ceilingBytes: z.number(), isWithinCeiling: z.boolean() }),
});

export const askAthenaContract = contract({
  id: 'ask-athena',
  method: 'post',
  path: '/api/activity/athena/runs',
  title: 'Runs a query in Athena in the background; it is billed, estimated first, and stopped at the ceiling',
  role: 'operator',
  reach: 'all-accounts',
  body: z.strictObject({ sql: sqlSchema }),
  response: athenaRunSchema,
  status: 202,
});

export const listAthenaRunsContract = contract({
  id: 'list-athena-runs',
  method: 'get',
  path: '/api/activity/athena/runs',
  title: 'What was asked of Athena and Glue, newest first',
  role: 'viewer',
  reach: 'all-accounts',
  query: z.object({ kind: z.enum(['query', 'job']).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  response: z.object({ runs: z.array(athenaRunSchema) }),
});

export const getAthenaRunContract = contract({
  id: 'get-athena-run',
  method: 'get',
  path: '/api/activity/athena/runs/{id}',
  title: 'How far a query or job is, and what it has cost',
  role: 'viewer',
  reach: 'all-accounts',
  params: idParams,
  response: athenaRunSchema,
});

export const cancelAthenaRunContract = contract({
  id: 'cancel-athena-run',
  method: 'post',
  path: '/api/activity/athena/runs/{id}/cancel',
  title: 'Stops a query or job, in AWS too',
  role: 'operator',
  reach: 'all-accounts',
  params: idParams,
  response: athenaRunSchema,
});

export const athenaRowsContract = contract({
  id: 'read-athena-rows',
  method: 'get',
  path: '/api/activity/athena/runs/{id}/rows',
  title: 'A page of the answer of a query that has succeeded; Athena keeps answers for as long as its bucket does',
  role: 'viewer',
  reach: 'all-accounts',
  params: idParams,
  query: z.object({ limit: z.coerce.number().int().min(1).max(999).default(200), cursor: z.string().optional() }),
  response: z.object({ columns: z.array(columnSchema), rows: z.array(z.array(z.string().nullable())), next: z.string().nullable() }),
});

export const exportAthenaContract = contract({
  id: 'export-athena-rows',
  method: 'get',
  path: '/api/activity/athena/runs/{id}/export',
  title: 'The whole answer of a query that has succeeded, as a file',
  role: 'viewer',
  reach: 'all-accounts',
  params: idParams,
  query: z.object({ format: z.enum(['csv', 'jsonl']).default('csv') }),
  response: z.string(),
});

export const athenaSchemaContract = contract({
  id: 'describe-athena-table',
  method: 'get',
  path: '/api/activity/athena/schema',
  title: 'What Athena knows of a table; of the one in `athena.table` when none is named',
  role: 'operator',
  reach: 'all-accounts',
  query: z.object({ table: z.string().regex(/^([a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]*$/, 'the name of a table, such as watchkeeper.activity').optional() }),
  response: z.object({ table: z.string(), database: z.string(), location: z.string().nullable(), isProjected: z.boolean(), columns: z.array(columnSchema), partitionKeys: z.array(columnSchema) }),
});

export const athenaDdlContract = contract({
  id: 'print-athena-table',
  method: 'get',
  path: '/api/activity/athena/ddl',
  title: "The statement that makes a table of Athena's over the lake's copy in S3 or over a trail's log files; asks AWS nothing",
  role: 'viewer',
  reach: 'all-accounts',
  query: z.object({ of: z.enum(['lake', 'trail']).default('lake') }),
  response: z.object({ sql: z.string() }),
});

export const askGlueJobContract = contract({
  id: 'ask-glue-job',
  method: 'post',
  path: '/api/activity/athena/jobs',
  title: 'Asks for a run of a Glue job; nothing runs until somebody approves it',
  role: 'operator',
  reach: 'all-accounts',
  body: jobSchema,
  response: athenaRunSchema,
  status: 202,
});

export const approveGlueJobContract = contract({
  id: 'approve-glue-job',
  method: 'post',
  path: '/api/activity/athena/jobs/{id}/approve',
  title: 'Lets a Glue job run that was asked for; it is billed',
  role: 'approver',
  reach: 'all-accounts',
  params: idParams,
  response: athenaRunSchema,
});
