import { gapFor, type CallPlace } from '../../base/aws/call-failure.ts';
import type { FindingDraft } from '../../core/finding.ts';

/** A service that keeps failing means that nobody is looking there: with the `alert` fallback, that is a finding. */
export function breakerFinding(place: CallPlace, { at, isSimulated }: { at: Date; isSimulated: boolean }): FindingDraft {
  const { accountId, region, service } = place;
  const time = at.toISOString();
  return {
    fingerprint: ['breaker', accountId, region, service].join('|'),
    producer: { kind: 'agent', id: 'aws-door' },
    severity: 'medium',
    title: `AWS calls to ${service} keep failing`,
    summary: `Calls to ${service} in ${region} of account ${accountId} failed so often that they are not tried for a while.`,
    why: 'While they are not tried, nothing that happens there is seen.',
    remedy: "Look at AWS's health page and at the network to its endpoint. Calls begin again by themselves once one succeeds.",
    accountId,
    region,
    isSimulated,
    principal: null,
    resource: null,
    tags: [],
    firstSeenAt: time,
    lastSeenAt: time,
    evidence: [{ kind: 'gap', gap: gapFor(place, 'circuit-open', at) }],
  };
}
