/** One value of a series. */
export interface SeriesPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

/** What is thought of a point, from the points before it alone. */
export interface JudgedPoint {
  /** Null while too little was seen to expect anything. */
  readonly expected: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** From 0 to 1, on one scale for every series: from 0.5 on it is an anomaly. */
  readonly score: number;
  /** True once where something begins, and not again while it goes on. */
  readonly isAnomaly: boolean;
  /** What is unusual, in a few words; null for what is not an anomaly. */
  readonly because: string | null;
}

/** Judges a series point by point, in memory that does not grow with its length. */
export interface SeriesJudge {
  judge(point: SeriesPoint): JudgedPoint;
}

/** The score that a point has which is just an anomaly. */
export const anomalyScore = 0.5;

/** How far beyond the limit something is (1 is the limit itself), as a score: 0.5 at the limit, towards 1 far beyond it. */
export function scoreOf(beyond: number): number {
  return Number.isFinite(beyond) ? beyond / (beyond + 1) : 1;
}

/** Just below an anomaly: for what is as unusual as one that has been told already. */
export const quietScore = 0.49;
