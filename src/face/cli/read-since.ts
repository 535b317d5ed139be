import { AppError } from '../../core/app-error.ts';
import { durationMs, durationPattern } from '../../core/duration.ts';

/** A time, or how long ago: `2026-11-20T12:00:00Z`, `2026-11-20`, `24h`, `7d`. */
export function readSince(text: string | undefined, now: Date = new Date()): Date | undefined {
  if (text === undefined) return undefined;
  const at = durationPattern.test(text) ? new Date(now.getTime() - durationMs(text)) : new Date(text);
  if (Number.isNaN(at.getTime())) throw new AppError('bad-usage', `"${text}" is no time`, { hint: 'Give a time such as 2026-11-20T12:00:00Z, or how long ago: 24h, 7d' });
  return at;
}
