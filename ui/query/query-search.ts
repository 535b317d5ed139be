import { z } from 'zod';

export const queryTargets = ['lake', 'athena'] as const;
export type QueryTarget = (typeof queryTargets)[number];

/** The editor as it stands in the address, so that a question can be sent to somebody. */
export const querySearchSchema = z.object({
  in: z.enum(queryTargets).optional().catch(undefined),
  sql: z.string().max(20_000).optional().catch(undefined),
  /** What was asked of Athena and is shown. */
  run: z.uuid().optional().catch(undefined),
});
export type QueryPageSearch = z.output<typeof querySearchSchema>;

/** What stands in the editor at first: a question that every lake can answer. */
export const firstSql: Readonly<Record<QueryTarget, string>> = {
  lake: "select service, action, count(*) as events\nfrom activity\nwhere date >= current_date - 7\ngroup by all\norder by events desc\nlimit 50",
  athena: "select service, action, count(*) as events\nfrom activity\nwhere date >= cast(current_date - interval '7' day as varchar)\ngroup by service, action\norder by events desc\nlimit 50",
};
