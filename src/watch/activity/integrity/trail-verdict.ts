import type { Gap } from '../../../core/gap.ts';
import type { Severity } from '../../../core/severity.ts';
import { problemSeverities, type IntegrityProblem } from './integrity-problem.ts';
import type { PlaceIntegrity } from './verify-place.ts';

/** What became of one trail, account and region. Only `verified` is a pass. */
export const verdictStates = ['verified', 'problems', 'not-read', 'not-validated', 'nothing-to-verify', 'unproven'] as const;
export type VerdictState = (typeof verdictStates)[number];

export interface TrailVerdict {
  /** ARN, or the name where that is all there is. */
  readonly trail: string;
  readonly accountId: string;
  readonly region: string;
  readonly bucket: string;
  readonly state: VerdictState;
  /** Null where it could not be looked at, or there is nothing to look at. */
  readonly integrity: PlaceIntegrity | null;
  readonly gaps: readonly Gap[];
}

/** One line of what is not in order: a problem, something to know, or a place that could not be looked at. */
export interface VerdictRow {
  /** Null where nobody could look. */
  readonly severity: Severity | null;
  readonly kind: IntegrityProblem['kind'] | 'restarted' | 'validation-paused' | Exclude<VerdictState, 'verified' | 'problems'>;
  readonly trail: string;
  readonly accountId: string;
  readonly region: string;
  readonly at: string | null;
  readonly bucket: string;
  readonly key: string | null;
  readonly because: string;
  readonly touchedAt: string | null;
  readonly expectedSha256: string | null;
  readonly foundSha256: string | null;
}

export function verdictOf(place: Pick<TrailVerdict, 'trail' | 'accountId' | 'region' | 'bucket'>, integrity: PlaceIntegrity): TrailVerdict {
  return { ...place, state: stateOf(integrity), integrity, gaps: integrity.unread };
}

function stateOf({ problems, unread, digests, unproven }: PlaceIntegrity): VerdictState {
  if (problems.length > 0) return 'problems';
  if (unread.length > 0) return 'not-read';
  if (unproven.length > 0) return 'unproven';
  return digests === 0 ? 'nothing-to-verify' : 'verified';
}

export function rowsOf(verdict: TrailVerdict): VerdictRow[] {
  const { trail, accountId, region, bucket, state, integrity, gaps } = verdict;
  const row = (kind: VerdictRow['kind'], severity: Severity | null, facts: Partial<VerdictRow> & { because: string }): VerdictRow => ({ severity, kind, trail, accountId, region, at: null, bucket, key: null, touchedAt: null, expectedSha256: null, foundSha256: null, ...facts });
  const problems = (integrity?.problems ?? []).map((problem) =>
    row(problem.kind, problemSeverities[problem.kind], { bucket: problem.bucket, key: problem.key, at: problem.at.toISOString(), because: problem.because, touchedAt: problem.touchedAt?.toISOString() ?? null, expectedSha256: problem.expectedSha256 ?? null, foundSha256: problem.foundSha256 ?? null }),
  );
  const restarts = (integrity?.restarts ?? []).map(({ from, to, logFiles }) => {
    const span = `from ${from.toISOString()} to ${to.toISOString()}`;
    return logFiles === 0
      ? row('restarted', 'info', { at: to.toISOString(), because: `The chain begins anew: the trail or its validation was off ${span}, and nothing was delivered` })
      : row('validation-paused', 'medium', { at: to.toISOString(), because: `The chain begins anew: validation was off ${span}, and nothing vouches for the ${logFiles} log files of that time` });
  });
  const unread = gaps.map(({ because, at }) => row('not-read', null, { at, because }));
  const unproven = (integrity?.unproven ?? []).map((key) =>
    row('unproven', null, { key, because: 'A copy cannot prove this digest: its signature is in the digest after it, which is not there, and in the metadata of S3. Verify up to the digest before it with --to, or keep the signature beside it as a file that ends in .signature' }),
  );
  const others = state === 'not-validated' ? [row(state, 'medium', { because: 'The trail has no log file validation: whether a log file was changed or removed, nobody can tell' })] : state === 'nothing-to-verify' ? [row(state, null, { because: 'There is no digest of this time' })] : [];
  return [...problems, ...restarts, ...unread, ...unproven, ...others];
}
