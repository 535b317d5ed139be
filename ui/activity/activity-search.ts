import { z } from 'zod';
import { severities } from '../../src/core/severity.ts';

/** How far back a page looks, in minutes. */
export const ranges = { '1h': 60, '6h': 360, '24h': 1_440, '7d': 10_080, '30d': 43_200 } as const;
export type RangeName = keyof typeof ranges;
const rangeNames = ['1h', '6h', '24h', '7d', '30d'] as const;

const word = z.string().max(2_000).optional().catch(undefined);

/** The filters as they stand in the address. */
export const activitySearchSchema = z.object({
  range: z.enum(rangeNames).optional().catch(undefined),
  since: z.iso.datetime().optional().catch(undefined),
  until: z.iso.datetime().optional().catch(undefined),
  q: z.string().max(200).optional().catch(undefined),
  account: word,
  region: word,
  service: word,
  action: word,
  principal: word,
  actor: word,
  address: word,
  errorCode: word,
  rule: word,
  severity: z.enum([...severities, 'none']).optional().catch(undefined),
  only: z.enum(['suspicious', 'errors', 'writes']).optional().catch(undefined),
  /** The event that is open, and when it was. */
  event: word,
  at: z.iso.datetime().optional().catch(undefined),
});
export type ActivityPageSearch = z.output<typeof activitySearchSchema>;

export interface ActivityFilterInput {
  readonly since: string;
  readonly until?: string;
  readonly [field: string]: string;
}

const minuteMs = 60_000;

/** What the page asks the server for. A range ends now; its start is a whole minute, so that a minute's questions are one. */
export function activityFilterOf({ range = '24h', since, until, q, account, region, service, action, principal, actor, address, errorCode, rule, severity, only }: ActivityPageSearch, nowMs: number): ActivityFilterInput {
  const start = since ?? new Date(Math.floor(nowMs / minuteMs) * minuteMs - ranges[range] * minuteMs).toISOString();
  return {
    since: start,
    ...(until && { until }),
    ...(q && { q }),
    ...(account && { accountId: account }),
    ...(region && { region }),
    ...(service && { service }),
    ...(action && { action }),
    ...(principal && { principal }),
    ...(actor && { actor }),
    ...(address && { address }),
    ...(errorCode && { errorCode }),
    ...(rule && { rule }),
    ...(severity && { severity }),
    ...(only === 'suspicious' && !severity && { minSeverity: 'info' }),
    ...(only === 'errors' && { hasError: 'true' }),
    ...(only === 'writes' && { isReadOnly: 'false' }),
  };
}

/** Facets by the field of the address that a value of theirs sets. */
export const facetFields = {
  severity: 'severity',
  accountId: 'account',
  region: 'region',
  service: 'service',
  action: 'action',
  actor: 'actor',
  principal: 'principal',
  address: 'address',
  errorCode: 'errorCode',
  rule: 'rule',
} as const;
export type FacetName = keyof typeof facetFields;

export const facetWords: Readonly<Record<FacetName, string>> = {
  severity: 'Severity',
  accountId: 'Account',
  region: 'Region',
  service: 'Service',
  action: 'Call',
  actor: 'Who stands behind it',
  principal: 'Principal',
  address: 'Address',
  errorCode: 'Error',
  rule: 'Rule',
};

export function isFacetName(text: string): text is FacetName {
  return text in facetFields;
}
