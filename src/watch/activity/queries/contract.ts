import { z } from 'zod';
import { contract } from '../../../core/contract.ts';
import { activityFilterSchema, exportFormats } from '../lake/contract.ts';

const sqlSchema = z.string().min(1).max(50_000);
/** What one question over HTTP may take at most; an export has all rows and more time. */
export const questionLimits = { rows: 10_000, seconds: 300 } as const;

const windowShape = {
  /** Only events from this moment on are read: less to read than a condition in the SQL alone. */
  since: activityFilterSchema.shape.since,
  until: activityFilterSchema.shape.until,
};

export const queryActivityContract = contract({
  id: 'query-activity',
  method: 'post',
  path: '/api/activity/query',
  title: 'Answers one read-only SQL statement over the view `activity`; ends when the caller goes away',
  role: 'viewer',
  reach: 'accounts',
  body: z.strictObject({
    sql: sqlSchema,
    ...windowShape,
    limit: z.number().int().min(1).max(questionLimits.rows).default(1_000),
    timeoutSeconds: z.number().min(0.1).max(questionLimits.seconds).default(30),
  }),
  response: z.object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    /** One array per row, in the order of the columns; times as ISO text, whole numbers beyond 2^53 as text. */
    rows: z.array(z.array(z.unknown())),
    /** There are more rows than `limit`. */
    isCut: z.boolean(),
    tookMs: z.number(),
  }),
});

export const exportQueryContract = contract({
  id: 'export-activity-query',
  method: 'post',
  path: '/api/activity/query/export',
  title: 'The whole answer of one read-only SQL statement as a file',
  role: 'viewer',
  reach: 'accounts',
  body: z.strictObject({ sql: sqlSchema, ...windowShape, format: z.enum(exportFormats).default('csv'), timeoutSeconds: z.number().min(0.1).max(600).default(300) }),
  response: z.string(),
});

export const activitySchemaContract = contract({
  id: 'describe-activity-view',
  method: 'get',
  path: '/api/activity/schema',
  title: 'The columns of the view `activity`, and what a question may take',
  role: 'viewer',
  reach: 'nothing',
  response: z.object({
    columns: z.array(z.object({ name: z.string(), type: z.string(), about: z.string() })),
    /** What one question may take at most. */
    limits: z.object({ memoryMb: z.number(), seconds: z.number(), rows: z.number() }),
  }),
});

const queryNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,79}$/, 'letters, digits, spaces, dots, dashes; 80 at most');
export const savedQuerySchema = z.object({
  name: queryNameSchema,
  about: z.string(),
  sql: z.string(),
  savedBy: z.string(),
  savedAt: z.iso.datetime(),
});
export type SavedQuery = z.output<typeof savedQuerySchema>;

export const listSavedQueriesContract = contract({
  id: 'list-saved-queries',
  method: 'get',
  path: '/api/activity/queries',
  title: 'Saved queries, by name',
  role: 'viewer',
  reach: 'accounts',
  response: z.object({ queries: z.array(savedQuerySchema) }),
});

export const saveQueryContract = contract({
  id: 'save-query',
  method: 'post',
  path: '/api/activity/queries',
  title: 'Saves a query under a name; one that exists is replaced only when `replace` says so',
  role: 'operator',
  reach: 'accounts',
  body: z.strictObject({ name: queryNameSchema, about: z.string().max(500).default(''), sql: sqlSchema, replace: z.boolean().default(false) }),
  response: savedQuerySchema,
  status: 201,
});

export const deleteSavedQueryContract = contract({
  id: 'delete-saved-query',
  method: 'delete',
  path: '/api/activity/queries/{name}',
  title: 'Forgets a saved query',
  role: 'operator',
  reach: 'accounts',
  params: z.object({ name: z.string() }),
  response: z.null(),
  status: 204,
});
