import { z } from 'zod';
import { principalSchema } from '../../../core/activity.ts';
import { contract } from '../../../core/contract.ts';
import { pageQuerySchema } from '../../../core/page.ts';
import { severitySchema } from '../../../core/severity.ts';

/** One event as the lake keeps it; its raw record is asked for by its id. */
export const keptEventSchema = z.object({
  eventId: z.string(),
  at: z.iso.datetime(),
  accountId: z.string(),
  region: z.string(),
  service: z.string(),
  action: z.string(),
  isReadOnly: z.boolean(),
  /** CloudTrail's `eventType`: AwsApiCall, AwsConsoleSignIn, AwsServiceEvent... */
  eventType: z.string().nullable(),
  /** CloudTrail's `eventCategory`: Management, Data, Insight... */
  category: z.string().nullable(),
  principal: principalSchema,
  /** Who really stands behind it, where that could be told. */
  actor: z.object({ name: z.string(), kind: z.string() }).nullable(),
  sourceAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  /** ARNs. */
  resources: z.array(z.string()),
  /** The highest of the rules that matched; null when none did. */
  severity: severitySchema.nullable(),
  ruleIds: z.array(z.string()),
}).meta({ id: 'KeptEvent' });
export type KeptEvent = z.infer<typeof keptEventSchema>;

/** What events can be counted by. */
export const facetColumns = ['severity', 'accountId', 'region', 'service', 'action', 'principal', 'principalType', 'actor', 'address', 'userAgent', 'errorCode', 'accessKeyId', 'rule', 'isReadOnly', 'category'] as const;
export const facetColumnSchema = z.enum(facetColumns);
export type FacetColumn = z.infer<typeof facetColumnSchema>;

const flag = z.enum(['true', 'false']);
const word = z.string().min(1).max(2_048);
/** Several values are separated by commas: any of them. */
const anyOf = z.string().min(1).max(2_048);

const windowSchema = z.object({ since: z.iso.datetime({ offset: true }).optional(), until: z.iso.datetime({ offset: true }).optional() });

export const activityFilterSchema = z.object({
  /** From this moment on. */
  since: z.iso.datetime({ offset: true }).optional(),
  /** Before this moment. */
  until: z.iso.datetime({ offset: true }).optional(),
  accountId: anyOf.optional(),
  region: anyOf.optional(),
  service: anyOf.optional(),
  action: anyOf.optional(),
  /** `none` is what no rule matched. */
  severity: anyOf.optional(),
  minSeverity: severitySchema.optional(),
  /** The principal's whole ARN, or its name. A role's ARN is all sessions of the role. */
  principal: word.optional(),
  principalType: anyOf.optional(),
  /** The name of who really stands behind it. */
  actor: word.optional(),
  accessKeyId: word.optional(),
  address: word.optional(),
  userAgent: word.optional(),
  errorCode: anyOf.optional(),
  hasError: flag.optional(),
  isReadOnly: flag.optional(),
  category: anyOf.optional(),
  /** An ARN that is among the event's resources. */
  resource: word.optional(),
  rule: word.optional(),
  /** Words that stand in the names: action, service, principal, actor, address, agent, error, resources. */
  q: z.string().max(200).optional(),
  /** A text that stands in the raw record. */
  contains: z.string().max(200).optional(),
});
export type ActivityFilter = z.output<typeof activityFilterSchema>;

export const activitySearchSchema = z.object({ ...activityFilterSchema.shape, ...pageQuerySchema.shape });
export type ActivitySearch = z.output<typeof activitySearchSchema>;

const eventPageSchema = z.object({ events: z.array(keptEventSchema), next: z.string().nullable() });
export type EventPage = z.output<typeof eventPageSchema>;

export const searchActivityContract = contract({
  id: 'search-activity',
  method: 'get',
  path: '/api/activity/search',
  title: 'Kept events, newest first, filtered and paged',
  role: 'viewer',
  reach: 'accounts',
  query: activitySearchSchema,
  response: eventPageSchema,
});

export const listCloudTrailEventsContract = contract({
  id: 'list-cloudtrail-events',
  method: 'get',
  path: '/api/cloudtrail/events',
  title: 'Recent suspicious events: those that a rule matched, newest first',
  role: 'viewer',
  reach: 'accounts',
  query: activitySearchSchema,
  response: eventPageSchema,
});

export const histogramStepSchema = z.enum(['auto', '1m', '5m', '15m', '1h', '6h', '1d']);
export const histogramQuerySchema = z.object({ ...activityFilterSchema.shape, step: histogramStepSchema.default('auto'), by: facetColumnSchema.default('severity') });
export type HistogramQuery = z.output<typeof histogramQuerySchema>;

export const histogramSchema = z.object({
  /** The first bar's start, and the last bar's end. */
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  stepSeconds: z.number().int(),
  total: z.number().int(),
  by: facetColumnSchema,
  /** One per value, the most frequent first, ten at most; each has one count per bar. A null value is: none. */
  series: z.array(z.object({ value: z.string().nullable(), total: z.number().int(), counts: z.array(z.number().int()) })),
  /** The counts of all values beyond those ten, or null when there are none. */
  others: z.object({ total: z.number().int(), counts: z.array(z.number().int()) }).nullable(),
});
export type Histogram = z.output<typeof histogramSchema>;

export const histogramContract = contract({
  id: 'chart-activity',
  method: 'get',
  path: '/api/activity/histogram',
  title: 'How many events over time, by severity or any other facet; the last 24 hours when no time is given',
  role: 'viewer',
  reach: 'accounts',
  query: histogramQuerySchema,
  response: histogramSchema,
});

export const facetsQuerySchema = z.object({
  ...activityFilterSchema.shape,
  /** Separated by commas; all of them when absent. */
  columns: z.string().max(500).optional(),
  top: z.coerce.number().int().min(1).max(100).default(10),
});
export type FacetsQuery = z.output<typeof facetsQuerySchema>;

export const facetsSchema = z.object({
  total: z.number().int(),
  facets: z.array(z.object({ column: facetColumnSchema, values: z.array(z.object({ value: z.string().nullable(), count: z.number().int() })) })),
});
export type Facets = z.output<typeof facetsSchema>;

export const facetsContract = contract({
  id: 'list-activity-facets',
  method: 'get',
  path: '/api/activity/facets',
  title: 'The most frequent values of each facet among the filtered events; the last 24 hours when no time is given',
  role: 'viewer',
  reach: 'accounts',
  query: facetsQuerySchema,
  response: facetsSchema,
});

export const getActivityEventContract = contract({
  id: 'get-activity-event',
  method: 'get',
  path: '/api/activity/events/{id}',
  title: 'One kept event with its raw record; saying when it was makes the answer faster',
  role: 'viewer',
  reach: 'accounts',
  params: z.object({ id: z.string() }),
  query: z.object({ at: z.iso.datetime({ offset: true }).optional() }),
  response: z.object({ event: keptEventSchema, record: z.record(z.string(), z.unknown()) }),
});

const countedSchema = z.object({ value: z.string(), count: z.number().int() });
export const principalActivitySchema = z.object({
  principal: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  total: z.number().int(),
  errors: z.number().int(),
  firstAt: z.iso.datetime().nullable(),
  lastAt: z.iso.datetime().nullable(),
  byDay: z.array(z.object({ date: z.string(), count: z.number().int(), errors: z.number().int() })),
  /** By hour of the day in UTC, 24 numbers. */
  byHour: z.array(z.number().int()),
  actions: z.array(countedSchema),
  services: z.array(countedSchema),
  regions: z.array(countedSchema),
  addresses: z.array(countedSchema),
  userAgents: z.array(countedSchema),
  accessKeys: z.array(countedSchema),
  /** Who really stood behind its calls. */
  actors: z.array(countedSchema),
  /** Rules that its calls matched. */
  rules: z.array(countedSchema),
  /** What it did for the first time in the last day of the time; empty where it was not seen before that day. */
  firsts: z.array(z.object({ kind: z.enum(['action', 'region', 'address', 'userAgent']), value: z.string(), count: z.number().int(), firstAt: z.iso.datetime() })),
  /** Other principals that called from the same addresses, the ones with the most calls first. */
  peers: z.array(z.object({ principal: z.string(), calls: z.number().int(), addresses: z.number().int() })),
}).meta({ id: 'PrincipalActivity' });
export type PrincipalActivity = z.output<typeof principalActivitySchema>;

const principalWindow = { since: activityFilterSchema.shape.since, until: activityFilterSchema.shape.until };

export const principalActivityContract = contract({
  id: 'get-principal',
  method: 'get',
  path: '/api/activity/principals/{id}',
  title: 'What one principal did; the last 30 days when no time is given',
  role: 'viewer',
  reach: 'accounts',
  params: z.object({ id: word }),
  query: z.object(principalWindow),
  response: principalActivitySchema,
});

/** For callers behind a proxy that does not let encoded slashes through. */
export const principalByNameContract = contract({
  id: 'get-principal-activity',
  method: 'get',
  path: '/api/activity/principal',
  title: 'What one principal did, with its name as a part of the query',
  role: 'viewer',
  reach: 'accounts',
  query: z.object({ principal: word, ...principalWindow }),
  response: principalActivitySchema,
});

export const exportFormats = ['csv', 'jsonl', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportActivityContract = contract({
  id: 'export-activity',
  method: 'get',
  path: '/api/activity/export',
  title: 'Filtered events as a file, newest first',
  role: 'viewer',
  reach: 'accounts',
  query: z.object({ ...activityFilterSchema.shape, format: z.enum(exportFormats).default('csv') }),
  response: z.string(),
});

const holdingSchema = z.object({ accountId: z.string(), region: z.string(), from: z.iso.datetime(), to: z.iso.datetime(), days: z.number().int(), files: z.number().int(), bytes: z.number().int() });
export const holdingsContract = contract({
  id: 'describe-activity-lake',
  method: 'get',
  path: '/api/activity/lake',
  title: 'What the lake holds: times, files and bytes by account and region',
  role: 'viewer',
  reach: 'accounts',
  response: z.object({ files: z.number().int(), bytes: z.number().int(), from: z.iso.datetime().nullable(), to: z.iso.datetime().nullable(), places: z.array(holdingSchema) }),
});

const placeShape = { accountId: z.string(), region: z.string() };
export const qualityReportSchema = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  rows: z.number().int(),
  /** Hours without an event between hours that have some, where there usually are some. */
  gaps: z.array(z.object({ ...placeShape, from: z.iso.datetime(), to: z.iso.datetime(), hours: z.number().int(), usual: z.number() })),
  /** Hours with far fewer events than the same hour of earlier days. */
  drops: z.array(z.object({ ...placeShape, hour: z.iso.datetime(), count: z.number().int(), usual: z.number() })),
  /** Fields and versions of records that earlier days do not have. */
  newFields: z.array(z.object({ field: z.string(), count: z.number().int() })),
  newVersions: z.array(z.object({ version: z.string(), count: z.number().int() })),
  /** Events that are kept more than once until the next merge. */
  duplicates: z.number().int(),
});
export type QualityReport = z.output<typeof qualityReportSchema>;

export const qualityReportContract = contract({
  id: 'report-activity-quality',
  method: 'get',
  path: '/api/activity/quality',
  title: 'What is odd about the kept events: gaps, drops in volume, new kinds of records, duplicates; the last 7 days when no time is given',
  role: 'viewer',
  reach: 'accounts',
  query: windowSchema,
  response: qualityReportSchema,
});
