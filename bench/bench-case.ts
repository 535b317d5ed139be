/** One thing that is measured, beside a peer or a limit that is measured or stated in the same run. */
export interface BenchCase {
  readonly title: string;
  /** Of each measured value: `ms`, `MB`, `per second`. */
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** Rounds that are thrown away, and rounds that count. */
  readonly warmUp: number;
  readonly rounds: number;
  open(): Promise<OpenBench>;
}

export interface OpenBench {
  /** Measures ours once. */
  subject(): Promise<number>;
  readonly against: Peer | Limit;
  /** What the number is made of, kept beside it. */
  details?(): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

interface Peer {
  readonly name: string;
  /** Measures the peer once, doing the same work. */
  measure(): Promise<number>;
}

interface Limit {
  readonly name: string;
  readonly limit: number;
}
