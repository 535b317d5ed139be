import type { glueWorkerTypes } from './contract.ts';

/** A run of a Glue job, as somebody asks for it. */
export interface GlueJobOrder {
  readonly jobName: string;
  /** The job's own parameters: names begin with two dashes. */
  readonly arguments?: Readonly<Record<string, string>> | undefined;
  readonly workers?: number | undefined;
  readonly workerType?: GlueWorkerType | undefined;
  /** The longest run: what it can cost at most is this times its workers. */
  readonly timeoutMinutes?: number | undefined;
}

type GlueWorkerType = (typeof glueWorkerTypes)[number];

/** In most regions: https://aws.amazon.com/glue/pricing/ */
const usdPerUnitHour = 0.44;
const unitsPerWorker = { 'G.025X': 0.25, 'G.1X': 1, 'G.2X': 2, 'G.4X': 4, 'G.8X': 8 } as const;

/** What is meant where an order says nothing. */
export function filledOrder({ workers = 2, workerType = 'G.1X', timeoutMinutes = 60, ...order }: GlueJobOrder) {
  return { ...order, workers, workerType, timeoutMinutes };
}

/** What a run costs that takes so many seconds. */
export function glueJobUsd(order: GlueJobOrder, seconds: number): number {
  const { workers, workerType } = filledOrder(order);
  return (workers * unitsPerWorker[workerType] * usdPerUnitHour * seconds) / 3_600;
}

/** What Glue counted itself, which it does for some kinds of runs. */
export function glueUnitsUsd(unitSeconds: number): number {
  return (unitSeconds * usdPerUnitHour) / 3_600;
}

export function mostGlueJobUsd(order: GlueJobOrder): number {
  return glueJobUsd(order, filledOrder(order).timeoutMinutes * 60);
}
