import { z } from 'zod';
import { contract } from '../../core/contract.ts';
import { findingDetailSchema, findingSchema, findingStatuses } from '../../core/finding.ts';
import { pageQuerySchema } from '../../core/page.ts';
import { severities, severitySchema } from '../../core/severity.ts';
import { verdicts, verdictSchema } from '../../core/verdict.ts';

const filterSchema = z.object({
  status: z.enum(findingStatuses).optional(),
  severity: severitySchema.optional(),
  minSeverity: severitySchema.optional(),
  accountId: z.string().optional(),
  region: z.string().optional(),
  /** The id of the rule or agent that produced it. */
  producer: z.string().optional(),
  principal: z.string().optional(),
  /** What a person decided; `none` is what nobody has decided about. */
  verdict: z.enum([...verdicts, 'none']).optional(),
  /** Words that stand in the title, summary, principal, resource or the actor's name. */
  q: z.string().max(200).optional(),
  since: z.iso.datetime().optional(),
});

const sortSchema = z.object({
  sort: z.enum(['lastSeenAt', 'firstSeenAt', 'severity']).default('lastSeenAt'),
  order: z.enum(['desc', 'asc']).default('desc'),
});

export const findingQuerySchema = z.object({ ...filterSchema.shape, ...sortSchema.shape, ...pageQuerySchema.shape });
export type FindingQuery = z.output<typeof findingQuerySchema>;
export type FindingFilter = z.output<typeof filterSchema>;

export const listFindingsContract = contract({
  id: 'list-findings',
  method: 'get',
  path: '/api/findings',
  title: 'Findings, filtered, sorted and paged',
  role: 'viewer',
  reach: 'accounts',
  query: findingQuerySchema,
  response: z.object({ findings: z.array(findingSchema), next: z.string().nullable() }),
});

export const summariseFindingsContract = contract({
  id: 'summarise-findings',
  method: 'get',
  path: '/api/findings/summary',
  title: 'How many findings there are, by severity, account and producer',
  role: 'viewer',
  reach: 'accounts',
  query: filterSchema,
  response: z.object({
    total: z.number().int(),
    bySeverity: z.record(z.enum(severities), z.number().int()),
    byAccount: z.array(z.object({ accountId: z.string(), count: z.number().int() })),
    byProducer: z.array(z.object({ producer: z.string(), title: z.string(), count: z.number().int() })),
  }),
});

export const exportFindingsContract = contract({
  id: 'export-findings',
  method: 'get',
  path: '/api/findings/export',
  title: 'Findings as a file: CSV, or JSON lines with their evidence',
  role: 'viewer',
  reach: 'accounts',
  query: z.object({ ...filterSchema.shape, ...sortSchema.shape, format: z.enum(['csv', 'jsonl']).default('csv') }),
  response: z.string(),
});

export const getFindingContract = contract({
  id: 'get-finding',
  method: 'get',
  path: '/api/findings/{id}',
  title: 'One finding with its evidence',
  role: 'viewer',
  reach: 'accounts',
  params: z.object({ id: z.string() }),
  response: findingDetailSchema,
});

export const decideFindingContract = contract({
  id: 'decide-finding',
  method: 'put',
  path: '/api/findings/{id}/verdict',
  title: 'Says what a finding was; benign and false positive close it, null takes the verdict back',
  role: 'operator',
  reach: 'accounts',
  params: z.object({ id: z.string() }),
  body: z.object({ verdict: verdictSchema.nullable(), note: z.string().trim().max(2_000).default('') }),
  response: findingDetailSchema,
});
