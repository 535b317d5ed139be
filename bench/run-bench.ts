import type { BenchCase, OpenBench } from './bench-case.ts';

export interface BenchResult {
  readonly title: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly subject: Measured;
  readonly against: Measured & { readonly name: string };
  /** Ours divided by the peer or the limit. */
  readonly ratio: number;
  readonly details?: Readonly<Record<string, unknown>>;
}

interface Measured {
  readonly median: number;
  readonly values: readonly number[];
}

/** Ours and the peer take turns in every round, so that a slow minute of the machine falls on both. */
export async function runBench(benchCase: BenchCase): Promise<BenchResult> {
  const bench = await benchCase.open();
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = -benchCase.warmUp; round < benchCase.rounds; round += 1) {
      const mine = await bench.subject();
      const peers = await measureOther(bench.against);
      if (round < 0) continue;
      ours.push(mine);
      theirs.push(peers);
    }
    const { title, unit, better } = benchCase;
    const ratio = rounded(median(ours) / median(theirs));
    return { title, unit, better, subject: measured(ours), against: { name: bench.against.name, ...measured(theirs) }, ratio, ...(bench.details ? { details: bench.details() } : {}) };
  } finally {
    await bench.close();
  }
}

function measureOther(against: OpenBench['against']): Promise<number> {
  return 'measure' in against ? against.measure() : Promise.resolve(against.limit);
}

function measured(values: readonly number[]): Measured {
  return { median: rounded(median(values)), values: values.map(rounded) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** To three digits that mean something. */
function rounded(value: number): number {
  return Number(value.toPrecision(value >= 1000 ? 4 : 3));
}
