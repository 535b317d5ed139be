import { ApiError } from '../api/api-error.ts';
import { useNow } from '../parts/use-now.ts';

const minuteSeconds = 60;

/** How long the server still refuses to be asked again. `failedAt` is when it said so. */
export function useWaitSeconds(error: Error | null, failedAt: number): number {
  const now = useNow();
  if (!(error instanceof ApiError) || error.status !== 429) return 0;
  const until = failedAt + (error.retryAfterSeconds ?? minuteSeconds) * 1_000;
  return Math.max(0, Math.ceil((until - Math.max(now, failedAt)) / 1_000));
}
