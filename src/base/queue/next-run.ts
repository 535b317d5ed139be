import { CronExpressionParser, type CronExpression } from 'cron-parser';
import { AppError } from '../../core/app-error.ts';
import { durationMs, durationPattern } from '../../core/duration.ts';

/** When a schedule is due after `now`. Runs that were missed count as one: the next is always in the future. */
export function nextRunAfter(every: string, due: Date, now: Date): Date {
  if (durationPattern.test(every)) {
    const lengthMs = Math.max(1_000, durationMs(every));
    const missed = Math.max(0, Math.floor((now.getTime() - due.getTime()) / lengthMs));
    return new Date(due.getTime() + (missed + 1) * lengthMs);
  }
  return cron(every, now).next().toDate();
}

/** When a new schedule is due: at once for an interval, at its next time for a cron line. Fails when the text is neither. */
export function firstRunOf(every: string, now: Date): Date {
  return durationPattern.test(every) ? now : cron(every, now).next().toDate();
}

function cron(every: string, now: Date): CronExpression {
  try {
    if (every.trim().split(/\s+/).length !== 5) throw new RangeError('A cron line has five fields');
    return CronExpressionParser.parse(every, { currentDate: now, tz: 'UTC' });
  } catch (error) {
    throw new AppError('bad-request', `"${every}" is neither a duration nor a cron line`, {
      hint: 'Write 60s, 5m or 30d, or five cron fields such as 0 3 1 * *',
      cause: error,
    });
  }
}
