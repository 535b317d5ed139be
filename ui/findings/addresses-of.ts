import type { Evidence } from '../../src/core/evidence.ts';

/** The network addresses that the evidence names, each once, the newest first. */
export function addressesOf(evidence: readonly Evidence[]): string[] {
  return [...new Set(evidence.flatMap((one) => (one.kind === 'activity' ? (one.activity.sourceAddress ?? []) : [])))];
}
