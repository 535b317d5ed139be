import { evidenceKey, type Evidence } from '../../core/evidence.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { severityRank } from '../../core/severity.ts';

/** Drafts of one batch that are the same finding become one, with each piece of evidence once. */
export function mergeByFingerprint(drafts: readonly FindingDraft[]): FindingDraft[] {
  const groups = Map.groupBy(drafts, ({ fingerprint }) => fingerprint);
  return [...groups.values()].map(([first, ...others]) => {
    if (!first) throw new Error('A group of drafts is never empty');
    const said = others.reduce(joined, first);
    return { ...said, evidence: distinct([first, ...others].flatMap(({ evidence }) => evidence)) };
  });
}

function joined(a: FindingDraft, b: FindingDraft): FindingDraft {
  const newer = b.lastSeenAt > a.lastSeenAt ? b : a;
  return {
    ...newer,
    severity: severityRank(a.severity) > severityRank(b.severity) ? a.severity : b.severity,
    firstSeenAt: a.firstSeenAt < b.firstSeenAt ? a.firstSeenAt : b.firstSeenAt,
  };
}

function distinct(evidence: readonly Evidence[]): Evidence[] {
  return [...new Map(evidence.map((piece) => [evidenceKey(piece), piece])).values()];
}
