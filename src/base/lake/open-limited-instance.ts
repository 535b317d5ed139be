import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { AppError } from '../../core/app-error.ts';
import { openInstance, type DuckDbOptions, type Readable } from './open-instance.ts';

interface LimitedInstance {
  readonly instance: DuckDBInstance;
  close(): void;
}

/** Each has memory of its own. */
const mostAtOnce = 4;
const threads = 2;

/** DuckDB keeps which files may be read for an instance and not for a connection: a question that may not read all has an instance of its own. */
export function openLimitedInstances(options: DuckDbOptions) {
  let open = 0;
  return {
    async open(readable: Omit<Readable, 'temporaryFolder'>): Promise<LimitedInstance> {
      if (open >= mostAtOnce) throw new AppError('too-many-requests', `${mostAtOnce} questions about some of the accounts are being answered already`, { hint: 'Ask again in a moment', retryAfterSeconds: 2 });
      open += 1;
      try {
        const temporaryFolder = join('tmp', `limited-${crypto.randomUUID()}`);
        const instance = await openInstance({ ...options, threads: Math.min(threads, options.threads), memoryMb: options.memoryMb / 2 }, { ...readable, temporaryFolder });
        return {
          instance,
          close() {
            open -= 1;
            instance.closeSync();
            // What is left of it is swept away with other old temporary files.
            rm(join(options.folder, temporaryFolder), { recursive: true, force: true }).catch(() => undefined);
          },
        };
      } catch (error) {
        open -= 1;
        throw error;
      }
    },
  };
}
