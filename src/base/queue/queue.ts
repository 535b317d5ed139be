import type { z } from 'zod';

/** One kind of work: its name, what a job carries, and how failures are handled. */
export interface WorkKind<Data extends z.ZodType = z.ZodType> {
  /** Lower-case with dashes: `run-agent`. */
  readonly name: string;
  readonly data: Data;
  /** Jobs with the same key never run at the same time, in any process, and at most one of them waits. */
  readonly oneAtATimePerKey?: boolean;
  readonly retry?: { limit: number; delaySeconds: number; backoff: boolean; maxDelaySeconds?: number };
  /** A job that runs longer than this is given to another worker. */
  readonly expireSeconds?: number;
  /** A worker that says nothing for this long is taken for dead and its job is given to another. */
  readonly heartbeatSeconds?: number;
}

export interface Job<Data> {
  readonly id: string;
  readonly data: Data;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the job is cancelled, when the process shuts down, and when the job has been given to another worker. */
  readonly signal: AbortSignal;
}

export interface SendOptions {
  /** For kinds that run one at a time per key; without one, all jobs of the kind share a key. */
  readonly key?: string;
  readonly startAfterMs?: number;
}

export interface DeadJob {
  readonly id: string;
  readonly kind: string;
  readonly data: unknown;
  readonly failedAt: string;
  readonly reason: string;
}

export interface Schedule {
  /** A duration such as `60s` or `30d`, or a cron line of five fields such as `0 3 1 * *`, in UTC. */
  readonly every: string;
  readonly data: unknown;
  readonly key?: string;
  /**
   * When to run next. When absent, a schedule that is there already and as often keeps its time; a new one runs at once,
   * or at its next time when it is a cron line.
   */
  readonly firstRunAt?: Date;
}

/** Work that survives the process, on either store, shared by any number of processes. */
export interface Queue {
  /** Makes the kind known and its queues exist. Called before send, schedule or work. */
  define(kind: WorkKind): Promise<void>;
  /** Null when a job with that key is already waiting. */
  send<D extends z.ZodType>(kind: WorkKind<D>, data: z.input<D>, options?: SendOptions): Promise<string | null>;
  work<D extends z.ZodType>(
    kind: WorkKind<D>,
    options: { concurrency: number },
    handle: (job: Job<z.output<D>>) => Promise<void>,
  ): Promise<void>;
  /** What waits is gone at once; what runs, in any process, has its signal aborted within a second or so. */
  cancel(kind: WorkKind, jobId: string): Promise<void>;
  /** Cancels what waits and what runs under a key, in any process. */
  cancelKey(kind: WorkKind, key: string): Promise<void>;
  /** Makes or changes the recurring send called `name`. */
  schedule(name: string, kind: WorkKind, schedule: Schedule): Promise<void>;
  unschedule(name: string): Promise<void>;
  nextRunAt(name: string): Promise<Date | undefined>;
  /** Jobs that failed for the last time, newest first. */
  dead(kind: WorkKind): Promise<DeadJob[]>;
  /** Puts a dead job back to work. */
  revive(kind: WorkKind, jobId: string): Promise<void>;
  depth(kind: WorkKind): Promise<{ waiting: number; active: number; dead: number }>;
  /** Fails when the queue cannot reach its tables. */
  ping(): Promise<void>;
  /** Stops taking work, gives running jobs `graceMs`, then aborts them: they go back to be run again. */
  close(options?: { graceMs?: number }): Promise<void>;
}
