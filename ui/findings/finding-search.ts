import { z } from 'zod';
import { findingStatuses, type Finding } from '../../src/core/finding.ts';
import { severities } from '../../src/core/severity.ts';
import { verdicts } from '../../src/core/verdict.ts';
import type { FindingSearch } from '../api/queries.ts';

/** The filters as they stand in the address. What is not understood is dropped, so that an old link still opens the page. */
export const findingSearchSchema = z.object({
  status: z.enum([...findingStatuses, 'all']).optional().catch(undefined),
  severity: z.enum(severities).optional().catch(undefined),
  account: z.string().optional().catch(undefined),
  region: z.string().optional().catch(undefined),
  producer: z.string().optional().catch(undefined),
  principal: z.string().optional().catch(undefined),
  verdict: z.enum([...verdicts, 'none']).optional().catch(undefined),
  q: z.string().max(200).optional().catch(undefined),
  sort: z.enum(['lastSeenAt', 'firstSeenAt', 'severity']).optional().catch(undefined),
  order: z.enum(['asc', 'desc']).optional().catch(undefined),
});
export type FindingPageSearch = z.output<typeof findingSearchSchema>;

/** What the page asks the server for. Without a status in the address it shows what is open. */
export function findingSearchOf({ status = 'open', account, severity, region, producer, principal, verdict, q, sort, order }: FindingPageSearch): FindingSearch {
  return {
    ...(status !== 'all' && { status }),
    ...(account && { accountId: account }),
    ...(severity && { severity }),
    ...(region && { region }),
    ...(producer && { producer }),
    ...(principal && { principal }),
    ...(verdict && { verdict }),
    ...(q && { q }),
    ...(sort && { sort }),
    ...(order && { order }),
  };
}

/** Whether a finding that has just arrived belongs in the list that the search shows. */
export function matchesSearch(finding: Finding, search: FindingSearch): boolean {
  const wanted = [
    [search.status, finding.status],
    [search.severity, finding.severity],
    [search.accountId, finding.accountId],
    [search.region, finding.region],
    [search.producer, finding.producer.id],
    [search.principal, finding.principal],
    [search.verdict, finding.decision?.verdict ?? 'none'],
  ];
  if (wanted.some(([asked, is]) => asked !== undefined && asked !== is)) return false;
  const text = [finding.title, finding.summary, finding.principal, finding.resource, finding.producer.id, finding.actor?.name].join('\n').toLowerCase();
  return (search.q ?? '').toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
